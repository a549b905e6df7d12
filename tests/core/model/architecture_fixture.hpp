#pragma once

#include "support/fill_spec.hpp"
#include "support/temp_folder.hpp"

#include <quince/plan.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace quince::test {

using Json = nlohmann::ordered_json;

/// A person's folder with architecture files, and a checkpoint.
class ArchitectureTest : public testing::Test {
protected:
    void architecture(const std::string& name, const std::string& text) {
        std::filesystem::create_directories(m_folder.path() / "architectures");
        std::ofstream(m_folder.path() / "architectures" / (name + ".json")) << text;
    }

    /// A checkpoint of type "pear" with size 8 and two layers, unless `config` says otherwise.
    std::shared_ptr<const Inspection> open(const Json& tensors, Json config = Json::object()) {
        std::filesystem::remove_all(m_folder.path() / "model");
        Json full{{"model_type", "pear"}, {"size", 8}, {"layers", 2}};
        full.update(config);
        fillSpec({{"config", full}, {"tensors", tensors}}, m_folder.path() / "model");
        m_library = ArchitectureLibrary::load(m_folder.path() / "architectures");
        auto inspection = inspect(m_folder.path() / "model", *m_library);
        EXPECT_TRUE(inspection.ok()) << inspection.error().message;
        return *inspection;
    }

    static std::vector<std::string> namesOf(const Inspection& inspection) {
        std::vector<std::string> names;
        for (const ModelTensor& tensor : inspection.blueprint.tensors) {
            names.push_back(tensor.name + shapeText(tensor.shape));
        }
        return names;
    }

    static std::string errorsOf(const Inspection& inspection) {
        std::string text;
        for (const Problem& problem : inspection.blueprint.problems) {
            if (problem.severity == Severity::error) {
                text += problem.message + "\n";
            }
        }
        return text;
    }

    TempFolder m_folder;
    std::shared_ptr<const ArchitectureLibrary> m_library;
};

/// An architecture file of type "pear": a linear layer `up` in each of its layers.
inline constexpr const char* oneLinear = R"({
    "model_types": ["pear"],
    "modules": [{"each": "l", "in": "layers", "under": "layers.{l}", "modules": [
        {"linear": "up", "shape": ["2 * size", "size"], "bias": "has_bias"}]}],
    "defaults": {"has_bias": false},
    "cache": [{"each": "l", "in": "layers", "per_token": "2 * size"}]
})";

}  // namespace quince::test
