#include "support/sha256.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace quince::test {

namespace {

using Words = std::array<std::uint32_t, 8>;

/// The first 32 bits of the fraction of `root`.
std::uint32_t fraction(long double root) {
    return static_cast<std::uint32_t>((root - std::floor(root)) * 4294967296.0L);
}

std::array<std::uint32_t, 64> firstPrimes() {
    std::array<std::uint32_t, 64> primes{};
    std::size_t count = 0;
    for (std::uint32_t candidate = 2; count < primes.size(); ++candidate) {
        bool isPrime = true;
        for (std::size_t i = 0; i < count && isPrime; ++i) {
            isPrime = candidate % primes[i] != 0;
        }
        if (isPrime) {
            primes[count++] = candidate;
        }
    }
    return primes;
}

void addBlock(Words& state, const std::array<std::uint32_t, 64>& constants,
              const std::byte* block) {
    std::array<std::uint32_t, 64> w{};
    for (std::size_t i = 0; i < 16; ++i) {
        for (std::size_t j = 0; j < 4; ++j) {
            w[i] = w[i] << 8 | std::to_integer<std::uint32_t>(block[4 * i + j]);
        }
    }
    for (std::size_t i = 16; i < 64; ++i) {
        const std::uint32_t a = w[i - 15];
        const std::uint32_t b = w[i - 2];
        w[i] = w[i - 16] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ a >> 3) + w[i - 7] +
               (std::rotr(b, 17) ^ std::rotr(b, 19) ^ b >> 10);
    }
    auto [a, b, c, d, e, f, g, h] = state;
    for (std::size_t i = 0; i < 64; ++i) {
        const std::uint32_t first = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) +
                                    ((e & f) ^ (~e & g)) + constants[i] + w[i];
        const std::uint32_t second =
            (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + first;
        d = c;
        c = b;
        b = a;
        a = first + second;
    }
    const Words added{a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < state.size(); ++i) {
        state[i] += added[i];
    }
}

}  // namespace

std::string sha256(std::span<const std::byte> bytes) {
    const std::array<std::uint32_t, 64> primes = firstPrimes();
    std::array<std::uint32_t, 64> constants{};
    Words state{};
    for (std::size_t i = 0; i < primes.size(); ++i) {
        constants[i] = fraction(std::cbrt(static_cast<long double>(primes[i])));
        if (i < state.size()) {
            state[i] = fraction(std::sqrt(static_cast<long double>(primes[i])));
        }
    }
    const std::size_t whole = bytes.size() / 64 * 64;
    for (std::size_t at = 0; at < whole; at += 64) {
        addBlock(state, constants, bytes.data() + at);
    }
    std::vector<std::byte> tail(bytes.begin() + static_cast<std::ptrdiff_t>(whole), bytes.end());
    tail.push_back(std::byte{0x80});
    tail.resize(tail.size() <= 56 ? 56 : 120);
    for (int shift = 56; shift >= 0; shift -= 8) {
        tail.push_back(static_cast<std::byte>(std::uint64_t{bytes.size()} * 8 >> shift & 0xFF));
    }
    for (std::size_t at = 0; at < tail.size(); at += 64) {
        addBlock(state, constants, tail.data() + at);
    }
    std::string hex;
    for (const std::uint32_t word : state) {
        for (int shift = 28; shift >= 0; shift -= 4) {
            hex += "0123456789abcdef"[word >> shift & 0xF];
        }
    }
    return hex;
}

}  // namespace quince::test
