"""Number formats of Word's automatic numbering (ECMA-376 Part 1, 17.18.59) as text."""

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_ENCLOSED = {
    "decimalEnclosedCircle": 0x2460,
    "decimalEnclosedCircleChinese": 0x2460,
    "decimalEnclosedParen": 0x2474,
    "decimalEnclosedFullstop": 0x2488,
}
_ENCLOSED_MOST = 20
_IDEOGRAPH_CIRCLE_MOST = 10


def _counted(number: int, digits: str, units: tuple[str, str, str]) -> str:
    """Write 1..9999 with 十百千; a gap becomes one zero (一百零五), 10..19 drop the leading one (十二)."""
    ten, hundred, thousand = units
    zero = digits[0] if digits is _LEGAL else "零"
    text, gap = "", False
    for value, unit in ((1000, thousand), (100, hundred), (10, ten), (1, "")):
        digit = number // value % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += (zero if gap else "") + digits[digit] + unit
        gap = False
    return text.removeprefix("一") if text.startswith("一十") else text


def chinese(number: int) -> str:
    """Write a number in Chinese as headings do: 十二, 二十三, 一百零五."""
    return _counted(number, _DIGITS, ("十", "百", "千")) if 0 < number < 10_000 else str(number)  # noqa: PLR2004


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _letters(number: int) -> str:
    """Write a..z, then aa..zz: Word repeats the letter."""
    rounds, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (rounds + 1)


def _enclosed(number: int, first: int) -> str:
    return chr(first + number - 1) if number <= _ENCLOSED_MOST else str(number)


def _special(number: int, form: str) -> str | None:  # noqa: PLR0911 - one line a format
    """Write the formats that no other rule of ``ordinal`` covers; None for one unknown here."""
    match form:
        case "decimalZero":
            return f"{number:02d}"
        case "decimalFullWidth" | "decimalFullWidth2":
            return "".join(chr(0xFF10 + int(digit)) for digit in str(number))
        case "upperRoman" | "lowerRoman":
            return _roman(number) if form == "upperRoman" else _roman(number).lower()
        case "upperLetter" | "lowerLetter":
            return _letters(number).upper() if form == "upperLetter" else _letters(number)
        case "ideographTraditional":
            return _STEMS[(number - 1) % len(_STEMS)]
        case "ideographZodiac":
            return _BRANCHES[(number - 1) % len(_BRANCHES)]
        case "ideographEnclosedCircle":
            return chr(0x3220 + number - 1) if number <= _IDEOGRAPH_CIRCLE_MOST else chinese(number)
        case "none":
            return ""
        case _:
            return None


def ordinal(number: int, form: str) -> str:
    """Write ``number`` in Word's number format ``form``; formats unknown here are written as decimal."""
    if number <= 0:
        return str(number)
    if form in _ENCLOSED:
        return _enclosed(number, _ENCLOSED[form])
    if form.startswith("chineseLegal") or form == "ideographLegalTraditional":
        return _counted(number, _LEGAL, ("拾", "佰", "仟"))
    if form in {"ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"}:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if form.startswith(("chineseCounting", "japaneseCounting", "taiwaneseCounting")):
        return chinese(number)
    special = _special(number, form)
    return str(number) if special is None else special
