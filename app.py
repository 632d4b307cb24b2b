"""The web application's entry: settings -> Workspace -> pages -> serve."""

import sys

from assistant.errors import AssistantError
from assistant.settings import load_settings
from assistant.web.serving import run
from knowledge.errors import KnowledgeError

if __name__ == "__main__":
    try:
        run(load_settings(), samples="--samples" in sys.argv[1:])
    except (AssistantError, KnowledgeError) as error:
        sys.exit(str(error))
