#include "support/fill_spec.hpp"

#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <fstream>
#include <string_view>

namespace quince::test {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t goldenGamma = 0x9E3779B97F4A7C15;

std::uint64_t fnv1a64(std::string_view text) {
    std::uint64_t hash = 0xCBF29CE484222325;
    for (const char letter : text) {
        hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001B3;
    }
    return hash;
}

std::uint64_t splitmix64(std::uint64_t z) {
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
}

float floatValue(std::uint64_t h) {
    return static_cast<float>(static_cast<std::int64_t>(h >> 40) - (1 << 23)) * 0x1p-27F;
}

std::uint16_t toBf16(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return static_cast<std::uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

/// Nearest even, by arithmetic: the values are finite and below 2^-3.
std::uint16_t toF16(float value) {
    const std::uint16_t sign = std::signbit(value) ? 0x8000 : 0;
    const float size = std::fabs(value);
    int exponent = -14;  // of the half; subnormal ones share the smallest
    while (std::ldexp(1.0F, exponent + 1) <= size) {
        ++exponent;
    }
    const auto units = static_cast<int>(std::nearbyint(std::ldexp(size, 10 - exponent)));
    // A carry out of the mantissa moves into the exponent by itself.
    const int bits = units < 1024 ? units : ((exponent + 15) << 10) + units - 1024;
    return static_cast<std::uint16_t>(sign | bits);
}

std::uint64_t valueBits(DType dtype, bool isScale, std::uint64_t h) {
    switch (dtype) {
        case DType::f32:
            return std::bit_cast<std::uint32_t>(floatValue(h));
        case DType::bf16:
            return toBf16(floatValue(h));
        case DType::f16:
            return toF16(floatValue(h));
        case DType::f8e4m3: {
            const std::uint64_t byte = h >> 56;
            return (byte & 0x7F) == 0x7F ? byte & 0xFE : byte;  // no NaN
        }
        case DType::u8:
        case DType::i8:
        case DType::f8e8m0:
            return isScale ? 118 + (h >> 61) : h >> 56;
        case DType::u32:
        case DType::i32:
            return h >> 32;
        case DType::i64:
            return h >> 48;
        case DType::boolean:
            return h >> 63;
        default:
            ADD_FAILURE() << "specs have no values of type " << traits(dtype).name;
            return 0;
    }
}

}  // namespace

nlohmann::ordered_json golden(const std::string& kind, const std::string& name) {
    const fs::path path = fs::path(QUINCE_TEST_DATA) / "goldens" / kind / (name + ".json");
    const auto json = nlohmann::ordered_json::parse(contentOf(path), nullptr, false);
    EXPECT_FALSE(json.is_discarded()) << path;
    return json;
}

std::vector<std::string> goldenNames() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(QUINCE_TEST_DATA "/goldens/expected")) {
        names.push_back(entry.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<std::byte> specValues(const std::string& name, DType dtype, std::uint64_t elements,
                                  std::uint64_t seed) {
    const std::uint64_t base = fnv1a64(name) ^ seed * goldenGamma;
    const bool isScale = std::string_view(name).ends_with("_scales");
    const std::uint64_t width = bytesPerElement(dtype);
    std::vector<std::byte> bytes;
    bytes.reserve(elements * width);
    for (std::uint64_t i = 0; i < elements; ++i) {
        std::uint64_t bits = valueBits(dtype, isScale, splitmix64(base + (i + 1) * goldenGamma));
        for (std::uint64_t j = 0; j < width; ++j, bits >>= 8) {
            bytes.push_back(static_cast<std::byte>(bits & 0xFF));
        }
    }
    return bytes;
}

void fillSpec(const nlohmann::ordered_json& spec, const fs::path& folder, std::uint64_t seed) {
    fs::create_directories(folder);
    std::ofstream(folder / "config.json") << spec.at("config").dump(2);
    std::vector<TensorSpec> tensors;
    for (const auto& row : spec.at("tensors")) {
        const auto dtype = dtypeFromName(row.at(1).get<std::string>());
        ASSERT_TRUE(dtype) << row;
        tensors.push_back({row.at(0), *dtype, row.at(2).get<Shape>()});
    }
    auto writer =
        SafetensorsWriter::create(folder / "model.safetensors", tensors, {{"format", "pt"}});
    ASSERT_TRUE(writer.ok()) << writer.error().message;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const auto values =
            specValues(tensors[i].name, tensors[i].dtype, elementCount(tensors[i].shape), seed);
        ASSERT_TRUE(writer->write(writer->offsetOf(i), values).ok());
    }
}

}  // namespace quince::test
