"""글의 토큰마다 매긴 손실을 언어 모델을 견주는 수로 바꿉니다."""

from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from crossent._numeric import finish
from crossent._validation import read_byte_count
from crossent.losses import softmax_cross_entropy


def text_perplexity(
    labels: ArrayLike,
    logits: ArrayLike,
    *,
    axis: int = -1,
    example_weight: ArrayLike | None = None,
    ignore_index: int | None = None,
) -> np.floating:
    r"""글의 토큰을 예측한 로짓에서 언어 모델의 퍼플렉서티(perplexity)를 계산합니다.

    $$\mathrm{PP} = \exp\Bigl( -\frac{1}{N} \sum_{i=1}^{N} \log p(x_i \mid x_{<i}) \Bigr)$$

    $x_i$는 $i$번째 토큰이고, $x_{<i}$는 그 앞의 토큰들입니다. 곧 토큰마다의 크로스 엔트로피를 평균해 지수를 취한 것이며, 모델이
    토큰마다 평균해서 몇 가지를 놓고 헷갈렸는지를 뜻합니다. 토큰을 나누는 방법이 다르면 견줄 수 없습니다. 그때는
    [`bits_per_byte`][crossent.bits_per_byte]를 씁니다.

    Args:
        labels: 다음 토큰의 번호입니다. 모양은 `(...)`이고, 값은 0 이상 `V - 1` 이하의 정수입니다. `labels[i]`는
            `logits[i]`가 예측한 토큰이어야 하므로, 입력보다 한 칸 뒤의 토큰입니다.
        logits: 토큰마다의 로짓입니다. 모양은 `(..., V)`이고 토큰의 종류는 `axis`에 놓입니다.
        axis: 토큰의 종류가 놓인 축입니다.
        example_weight: 토큰마다의 가중치입니다. 모양은 `(...)`이고, 값은 0 이상의 유한한 수이거나 불리언입니다. 0이나 `False`인
            토큰은 세지 않습니다. `None`이면 모두 1입니다.
        ignore_index: 세지 않을 토큰의 번호입니다. 패딩(padding)이나 프롬프트의 자리에 적어 둔 -100 같은 번호입니다.

    Returns:
        퍼플렉서티입니다. 1 이상인 NumPy 스칼라이고, 나타낼 수 있는 수보다 크면 $\infty$입니다. 단위는 없고, 자료형은
            `logits`의 실수 자료형을 따르되 `float32` 이상입니다.

    Raises:
        ValueError: 로짓이나 번호, 모양, 가중치가 [`softmax_cross_entropy`][crossent.softmax_cross_entropy]가 받지 않는
            것일 때, 셀 토큰이 하나도 없을 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, 번호나 `axis`, `ignore_index`가 정수가 아닐 때
            납니다.

    Examples:
        네 토큰에 같은 로짓을 주면 4입니다. 패딩은 세지 않습니다.

        >>> print(f"{text_perplexity([2, 0, -100], [[0.0] * 4] * 3, ignore_index=-100):.4f}")
        4.0000

    **참고 문헌**

    - F. Jelinek, R. L. Mercer, L. R. Bahl, J. K. Baker, "Perplexity—a Measure of the Difficulty of Speech Recognition
      Tasks," *Journal of the Acoustical Society of America* 62(S1), 1977,
      [doi:10.1121/1.2016299](https://doi.org/10.1121/1.2016299)

    **함께 보기**

    - [`perplexity`][crossent.perplexity]: 확률분포의 퍼플렉서티
    - [`bits_per_byte`][crossent.bits_per_byte]: 토큰을 나누는 방법이 달라도 견줄 수 있는 값
    """
    loss = softmax_cross_entropy(labels, logits, axis=axis, example_weight=example_weight, ignore_index=ignore_index)
    with np.errstate(over="ignore"):
        return cast(np.floating, finish(np.exp(loss), loss.dtype))


def bits_per_byte(
    labels: ArrayLike,
    logits: ArrayLike,
    *,
    byte_count: int,
    axis: int = -1,
    ignore_index: int | None = None,
) -> np.floating:
    r"""글의 토큰을 예측한 로짓에서 바이트 하나에 드는 비트(bits per byte)를 계산합니다.

    $$\mathrm{BPB} = -\frac{1}{B} \sum_{i=1}^{N} \log_2 p(x_i \mid x_{<i})$$

    $B$는 같은 글을 UTF-8로 적은 바이트의 수입니다. 토큰의 수가 아니라 글 자체의 크기로 나누므로, 토큰을 나누는 방법이 다른
    모델끼리도 견줄 수 있습니다. 한글은 한 글자가 3바이트이므로 글자마다의 비트는 이 값의 세 배쯤입니다.

    Args:
        labels: 다음 토큰의 번호입니다. 모양은 `(...)`이고, 값은 0 이상 `V - 1` 이하의 정수입니다. `labels[i]`는
            `logits[i]`가 예측한 토큰이어야 합니다.
        logits: 토큰마다의 로짓입니다. 모양은 `(..., V)`이고 토큰의 종류는 `axis`에 놓입니다.
        byte_count: 예측한 토큰들이 나타내는 글의 바이트 수 $B$입니다. 1 이상의 정수이며, `len(text.encode())`로 구합니다.
        axis: 토큰의 종류가 놓인 축입니다.
        ignore_index: 세지 않을 토큰의 번호입니다. 그 토큰의 바이트는 `byte_count`에서도 빼야 합니다.

    Returns:
        바이트마다의 비트입니다. 0 이상인 NumPy 스칼라이고, 자료형은 `logits`의 실수 자료형을 따르되 `float32` 이상입니다.

    Raises:
        ValueError: 로짓이나 번호, 모양이 [`softmax_cross_entropy`][crossent.softmax_cross_entropy]가 받지 않는 것일 때,
            `byte_count`가 1보다 작을 때 납니다.
        TypeError: 값이 실수, 정수, 불리언이 아니거나 마스크 배열일 때, 번호나 `byte_count`, `axis`, `ignore_index`가
            정수가 아닐 때 납니다.

    Examples:
        바이트 256가지를 토큰으로 삼고 모두 같은 로짓을 주면 8비트입니다.

        >>> text = "나무".encode()
        >>> print(f"{bits_per_byte(list(text), [[0.0] * 256] * len(text), byte_count=len(text)):.4f}")
        8.0000

    **참고 문헌**

    - C. E. Shannon, "Prediction and Entropy of Printed English," *Bell System Technical Journal* 30(1), 1951(글자마다의
      비트), [doi:10.1002/j.1538-7305.1951.tb01366.x](https://doi.org/10.1002/j.1538-7305.1951.tb01366.x)

    **함께 보기**

    - [`text_perplexity`][crossent.text_perplexity]: 토큰마다의 퍼플렉서티
    - [`softmax_cross_entropy`][crossent.softmax_cross_entropy]: 토큰마다의 손실
    """
    count = read_byte_count(byte_count)
    nats = softmax_cross_entropy(labels, logits, axis=axis, ignore_index=ignore_index, reduction="sum")
    return cast(np.floating, finish(nats / np.log(2) / count, nats.dtype))
