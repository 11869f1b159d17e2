from __future__ import annotations

from sitekit.citation import citation


def test_what_is_not_known_is_not_said() -> None:
    cited = citation("KL 발산", "사이트", "https://x.y/kl-divergence/", "", "")
    assert cited.text == "사이트, ‘KL 발산’, https://x.y/kl-divergence/"
    assert "year" not in cited.bibtex
    assert "note" not in cited.bibtex


def test_the_home_page_is_not_named_twice() -> None:
    cited = citation("사이트", "사이트", "https://x.y/", "90dc393", "")
    assert cited.text == "사이트, 커밋 90dc393, https://x.y/"
    assert cited.bibtex.startswith("@misc{xy,\n  author = {{사이트}},\n  title = {{사이트}},\n")


def test_what_means_something_to_tex_is_escaped() -> None:
    cited = citation(r"50% & {a_b} #1 $x^2$ ~ \c", "사이트", "https://x.y/z/", "", "2026-01-31")
    assert (
        r"title = {{50\% \& \{a\_b\} \#1 \$x\textasciicircum{}2\$ \textasciitilde{} \textbackslash{}c}},"
        in cited.bibtex
    )
    assert "  year = {2026},\n  month = jan,\n" in cited.bibtex
