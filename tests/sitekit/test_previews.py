"""The pictures of link previews."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from sitekit.previews import SIZE, draw, picture_name, plain


def right_edge(picture: bytes, top: int, bottom: int) -> int:
    """Return how far to the right anything stands out from the ground between two lines."""
    image = Image.open(io.BytesIO(picture)).convert("RGB").crop((0, top, SIZE[0], bottom))
    ground = image.getpixel((0, 0))
    return max(
        (x for x in range(image.width) for y in range(0, image.height, 2) if image.getpixel((x, y)) != ground),
        default=0,
    )


def test_a_picture_is_the_same_every_time_and_small() -> None:
    picture = draw("엔트로피", "정보 이론", "사이트")
    assert picture == draw("엔트로피", "정보 이론", "사이트")
    assert Image.open(io.BytesIO(picture)).size == SIZE
    assert len(picture) < 20_000


def test_the_title_is_what_differs() -> None:
    assert draw("엔트로피", "", "사이트") != draw("퍼플렉서티", "", "사이트")


@pytest.mark.parametrize(
    "title", ["보정", "라벨 스무딩, 클래스 가중치, ignore_index와 아주 긴 제목의 나머지", "가" * 23]
)
def test_a_title_stays_within_the_margins(title: str) -> None:
    edge = right_edge(draw(title, "", "사이트"), 170, 420)
    assert 150 < edge <= SIZE[0] - 90 + 5


def test_names_and_titles() -> None:
    assert picture_name("reference/index.md") == "assets/social/reference-index.png"
    assert plain("<code>crossent</code> &amp; co") == "crossent & co"
