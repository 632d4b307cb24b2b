"""Bad inputs by category: each case makes one and runs the real product on it."""

from eval.bad_cases.case import Case
from eval.bad_cases.commands import COMMANDS
from eval.bad_cases.endpoints import ENDPOINTS
from eval.bad_cases.files import FILES
from eval.bad_cases.questions import QUESTIONS
from eval.bad_cases.settings import SETTINGS

CASES: tuple[Case, ...] = (*FILES, *QUESTIONS, *SETTINGS, *ENDPOINTS, *COMMANDS)
"""Every case, in the order of the table; those that only read come after those that add files."""
