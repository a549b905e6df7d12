#include "core/kernels/goldens.hpp"

#include <quince/safetensors.hpp>

#include <gtest/gtest.h>

#include <cstring>
#include <utility>

namespace quince {

std::vector<std::uint8_t> golden(const std::string& name) {
    static const auto reader = SafetensorsReader::open(QUINCE_TEST_DATA "/kernels.safetensors");
    if (!reader) {
        ADD_FAILURE() << reader.error().message;
        return {};
    }
    const auto tensor = reader->readTensor(name);
    if (!tensor) {
        ADD_FAILURE() << tensor.error().message;
        return {};
    }
    std::vector<std::uint8_t> bytes(tensor->size());
    std::memcpy(bytes.data(), tensor->data(), bytes.size());
    return bytes;
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

std::vector<BlockGolden> blockGoldens() {
    std::vector<BlockGolden> all;
    for (const auto& [dtype, word] :
         {std::pair{DType::f32, std::string("f32")}, std::pair{DType::f16, std::string("f16")},
          std::pair{DType::bf16, std::string("bf16")}}) {
        for (const auto& [mode, name] : {std::pair{QuantMode::mxfp4, std::string("mxfp4.")},
                                         std::pair{QuantMode::nvfp4, std::string("nvfp4.")},
                                         std::pair{QuantMode::mxfp8, std::string("mxfp8.")}}) {
            all.push_back({dtype, mode, "input." + word, name + word});
        }
    }
    return all;
}

}  // namespace quince
