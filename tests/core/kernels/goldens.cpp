#include "core/kernels/goldens.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstring>
#include <fstream>
#include <iterator>

namespace quince {
namespace {

struct GoldenFile {
    nlohmann::json header;
    std::vector<std::uint8_t> data;
};

GoldenFile readGoldens() {
    std::ifstream file(QUINCE_TEST_DATA "/kernels.safetensors", std::ios::binary);
    std::vector<char> bytes((std::istreambuf_iterator<char>(file)), {});
    std::uint64_t headerBytes = 0;
    if (bytes.size() < 8) {
        return {};
    }
    std::memcpy(&headerBytes, bytes.data(), 8);
    const auto data = bytes.begin() + 8 + static_cast<std::ptrdiff_t>(headerBytes);
    return {nlohmann::json::parse(bytes.begin() + 8, data), {data, bytes.end()}};
}

}  // namespace

std::vector<std::uint8_t> golden(const std::string& name) {
    static const GoldenFile file = readGoldens();
    if (!file.header.contains(name)) {
        ADD_FAILURE() << "no golden tensor " << name;
        return {};
    }
    const auto& offsets = file.header[name]["data_offsets"];
    return {file.data.begin() + offsets[0].get<std::ptrdiff_t>(),
            file.data.begin() + offsets[1].get<std::ptrdiff_t>()};
}

std::vector<AffineGolden> affineGoldens() {
    std::vector<AffineGolden> all;
    for (const auto& [dtype, word] :
         {std::pair{DType::f32, std::string("f32")}, std::pair{DType::f16, std::string("f16")},
          std::pair{DType::bf16, std::string("bf16")}}) {
        for (const int bits : {2, 3, 4, 5, 6, 8}) {
            for (const int size : {32, 64, 128}) {
                all.push_back(
                    {dtype, bits, size, "input." + word,
                     "affine.b" + std::to_string(bits) + ".g" + std::to_string(size) + "." + word});
            }
        }
    }
    return all;
}

}  // namespace quince
