"""The look: ink blue on paper with a restrained seal red; fonts of the system, none fetched."""

from gradio import themes
from gradio.themes.utils import colors, sizes

SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "sans-serif")
MONO = ("Noto Sans Mono CJK SC", "Consolas", "monospace")
_INK = colors.Color(
    name="ink",
    c50="#f1f5fa",
    c100="#e1e9f3",
    c200="#c3d2e6",
    c300="#98b1d0",
    c400="#6687b1",
    c500="#426894",
    c600="#2f527c",
    c700="#1f3a5f",
    c800="#192f4d",
    c900="#14253d",
    c950="#0d1929",
)
_PAPER = colors.Color(
    name="paper",
    c50="#fbfaf6",
    c100="#f5f2ea",
    c200="#e8e3d6",
    c300="#d5cebd",
    c400="#a8a08d",
    c500="#777063",
    c600="#5b564c",
    c700="#44403a",
    c800="#2d2b27",
    c900="#211f1c",
    c950="#151412",
)


def theme() -> themes.Base:
    """Return the theme; light only, page.js keeps Gradio from going dark."""
    return themes.Base(
        primary_hue=_INK,
        secondary_hue=_INK,
        neutral_hue=_PAPER,
        radius_size=sizes.radius_md,
        text_size=sizes.text_md,
        font=SANS,
        font_mono=MONO,
    ).set(
        body_background_fill="#f6f3ec",
        body_text_color="#23272e",
        block_background_fill="#ffffff",
        block_border_color="#e3ddcf",
        block_label_text_color="#4a5568",
        block_title_text_color="#44403a",
        border_color_primary="#d9d2c2",
        input_background_fill="#ffffff",
        input_border_color="#cfc7b5",
        input_border_color_focus="#2f527c",
        button_primary_background_fill="#1f3a5f",
        button_primary_background_fill_hover="#2f527c",
        button_primary_text_color="#ffffff",
        button_secondary_background_fill="#ffffff",
        button_secondary_background_fill_hover="#f1f5fa",
        button_secondary_border_color="#cfc7b5",
        button_secondary_text_color="#1f3a5f",
    )
