"""Which of KaTeX's fonts a formula needs, computed from the rules of KaTeX's own style sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple, TypedDict

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMPOUND = re.compile(r"\s*(>?)\s*([\w.*-]+)")
_HTML = re.compile(r"<(?P<end>/?)(?P<tag>\w+)(?P<attributes>[^>]*?)(?P<empty>/?)>|(?P<text>[^<]+)")
_CLASS = re.compile(r"""\bclass=["']([^"']*)""")
_PLAIN = re.compile(r"[\w.*>\s-]+")
# MathML is there for screen readers; none of KaTeX's fonts draws it.
_MATHML = re.compile(r"<math\b.*?</math>", re.DOTALL)
_INVISIBLE = "\u200b \n"  # KaTeX puts zero-width spaces into empty boxes.


@dataclass(frozen=True)
class Font:
    """A computed style, or what an `@font-face` offers."""

    family: str = ""
    style: str = "normal"
    weight: int = 400


class _Change(TypedDict, total=False):
    family: str
    style: str
    weight: int


class _Element(NamedTuple):
    tag: str
    classes: frozenset[str]


class _Part(NamedTuple):
    """One compound of a selector, `span.a.b`, and whether the element before it must be its parent."""

    child: bool
    tag: str
    classes: frozenset[str]

    def fits(self, element: _Element) -> bool:
        return self.tag in ("", "*", element.tag) and self.classes <= element.classes


class _Rule(NamedTuple):
    parts: tuple[_Part, ...]
    change: _Change

    def weight(self) -> tuple[int, int]:
        return sum(len(part.classes) for part in self.parts), sum(part.tag != "" for part in self.parts)

    def fits(self, path: list[_Element]) -> bool:
        return self.parts[-1].fits(path[-1]) and self._fits_above(len(self.parts) - 1, len(path) - 1, path)

    def _fits_above(self, part: int, element: int, path: list[_Element]) -> bool:
        """Whether `parts[part]`, which fits `path[element]`, has the ancestors that the selector wants."""
        if part == 0:
            return True
        candidates = [element - 1] if self.parts[part].child else range(element - 1, -1, -1)
        return any(
            i >= 0 and self.parts[part - 1].fits(path[i]) and self._fits_above(part - 1, i, path) for i in candidates
        )


class Fonts:
    """The fonts of a style sheet.

    Args:
        css: The text of `katex.min.css`.
    """

    def __init__(self, css: str) -> None:
        self._faces: dict[Font, str] = {}
        self._rules: list[_Rule] = []
        for selectors, body in _RULE.findall(css):
            if selectors.strip() == "@font-face":
                if file := re.search(r"""url\(["']?([^"')]+\.woff2)""", body):
                    self._faces[replace(Font(), **_change(body))] = file[1]
            elif change := _change(body):
                # A selector with a pseudo-class or the like is none that decides on a font.
                plain = [selector for selector in selectors.split(",") if _PLAIN.fullmatch(selector)]
                self._rules += [_Rule(_parts(selector), change) for selector in plain]
        # As in a browser: of two rules the more specific one wins, then the later one.
        self._rules.sort(key=_Rule.weight)
        self._chosen: dict[frozenset[str], list[_Rule]] = {}
        self._known: dict[str, frozenset[str]] = {}

    def of(self, formula: str) -> frozenset[str]:
        """Return the font files, as the style sheet names them, that a formula's HTML is drawn with."""
        if formula not in self._known:
            self._known[formula] = frozenset(self._file(font) for font in self._computed(formula))
        return self._known[formula]

    def _computed(self, formula: str) -> set[Font]:
        """Walk through the HTML and compute the style of each text."""
        used: set[Font] = set()
        path: list[_Element] = []
        styles = [Font()]
        for match in _HTML.finditer(_MATHML.sub("", formula)):
            if match["text"]:
                if match["text"].strip(_INVISIBLE):
                    used.add(styles[-1])
            elif match["end"]:
                path.pop()
                styles.pop()
            elif not match["empty"]:
                found = _CLASS.search(match["attributes"])
                path.append(_Element(match["tag"], frozenset(found[1].split()) if found else frozenset()))
                styles.append(self._style(path, styles[-1]))
                if not styles[-2].family and styles[-1].family:
                    # Where a formula begins, a browser takes the line's height from its font, whatever follows.
                    used.add(styles[-1])
        return used - {Font()}

    def _style(self, path: list[_Element], inherited: Font) -> Font:
        style = inherited
        for rule in self._candidates(path[-1].classes):
            if rule.fits(path):
                style = replace(style, **rule.change)
        return style

    def _candidates(self, classes: frozenset[str]) -> list[_Rule]:
        """Choose the rules whose last part the classes fit, the strongest last; formulas repeat few sets of classes."""
        if classes not in self._chosen:
            self._chosen[classes] = [rule for rule in self._rules if rule.parts[-1].classes <= classes]
        return self._chosen[classes]

    def _file(self, font: Font) -> str:
        """Choose as a browser does: the family counts most, then the style, then the nearest weight."""
        return self._faces[min(self._faces, key=partial(_distance, font))]


def _distance(wanted: Font, face: Font) -> tuple[bool, bool, int]:
    return face.family != wanted.family, face.style != wanted.style, abs(face.weight - wanted.weight)


def _parts(selector: str) -> tuple[_Part, ...]:
    parts = []
    for child, compound in _COMPOUND.findall(selector):
        tag, *classes = compound.split(".")
        parts.append(_Part(bool(child), tag, frozenset(classes)))
    return tuple(parts)


def _change(body: str) -> _Change:
    """Read what the declarations of a rule say of the font."""
    change: _Change = {}
    for declaration in body.split(";"):
        name, _, value = declaration.partition(":")
        family = re.search(r"KaTeX_\w+", value)
        if name == "font":  # The shorthand resets what it does not name; KaTeX writes `font:normal 1.21em …`.
            change = {"style": "normal", "weight": 400}
        if name in ("font", "font-family") and family:
            change["family"] = family[0]
        elif name == "font-style":
            change["style"] = value
        elif name == "font-weight":
            change["weight"] = {"normal": 400, "bold": 700}.get(value) or int(value)
    return change
