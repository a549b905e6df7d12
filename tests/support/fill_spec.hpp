#pragma once

#include <quince/safetensors.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace quince::test {

/// A golden spec or expectation: tests/data/goldens/<kind>/<name>.json. A test failure and null
/// if it cannot be read.
nlohmann::ordered_json golden(const std::string& kind, const std::string& name);

/// Names of all golden results, sorted.
std::vector<std::string> goldenNames();

/// The values of a tensor in a golden checkpoint, little-endian: splitmix64 over FNV-1a of the
/// name, so that a tensor depends on nothing but its name, type, shape and the seed.
std::vector<std::byte> specValues(const std::string& name, DType dtype, std::uint64_t elements,
                                  std::uint64_t seed);

/// Writes the checkpoint that `spec` ({"config", "tensors"}) describes into `folder`:
/// config.json and one model.safetensors with metadata {"format": "pt"}.
void fillSpec(const nlohmann::ordered_json& spec, const std::filesystem::path& folder,
              std::uint64_t seed = 1);

}  // namespace quince::test
