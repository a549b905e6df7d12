#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

// The scalar steps of MLX's affine quantizer, for the reference twins.

namespace quince {

/// A scale and a bias before they are rounded to the weights' format.
struct AffineChoice {
    float scale = 0;
    float bias = 0;
};

inline AffineChoice chooseScaleAndBias(float lo, float hi, float topCode) {
    constexpr float smallestScale = 1e-7F;  // MLX: `eps`
    const bool fromLow = std::abs(lo) > std::abs(hi);
    const float edge = fromLow ? lo : hi;
    float scale = (hi - lo) / topCode;
    if (scale < smallestScale) {  // false for NaN, which stays
        scale = smallestScale;
    }
    scale = fromLow ? scale : -scale;
    const float steps = std::rint(edge / scale);
    if (steps != 0) {  // true for NaN
        return {edge / steps, edge};
    }
    return {scale, 0};
}

/// The code of a weight; 0 where the quotient is NaN.
inline float plainCode(float weight, const AffineChoice& choice, float topCode) {
    const float code = std::rint((weight - choice.bias) / choice.scale);
    if (!(code > 0)) {
        return 0;
    }
    return code < topCode ? code : topCode;
}

/// Writes codes of `bits` bits as one little-endian stream, first code in the lowest bits.
class BitWriter {
public:
    BitWriter(std::uint8_t* to, int bits) : m_to(to), m_bits(bits) {}

    void write(unsigned code) {
        m_pending |= code << m_pendingBits;
        for (m_pendingBits += m_bits; m_pendingBits >= 8; m_pendingBits -= 8) {
            *m_to++ = static_cast<std::uint8_t>(m_pending & 0xFF);
            m_pending >>= 8;
        }
    }

private:
    std::uint8_t* m_to;
    int m_bits;
    unsigned m_pending = 0;  ///< bits not yet written, the oldest lowest
    int m_pendingBits = 0;
};

}  // namespace quince
