#include "support/goldens.hpp"

#include "support/fill_spec.hpp"
#include "support/sha256.hpp"

#include <quince/safetensors.hpp>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <ostream>

namespace quince::test {

namespace {

std::vector<GoldenCase> casesIn(const char* path) {
    std::ifstream list(path);
    std::vector<GoldenCase> cases;
    for (GoldenCase golden; list >> golden.name >> golden.variant;) {
        cases.push_back(golden);
    }
    return cases;
}

}  // namespace

std::vector<GoldenCase> goldenCases() {
    return casesIn(QUINCE_TEST_DATA "/goldens/cases.txt");
}

std::vector<GoldenCase> visionGoldenCases() {
    return casesIn(QUINCE_TEST_DATA "/goldens/vlm/cases.txt");
}

std::vector<GoldenCase> succeededGoldens() {
    std::vector<GoldenCase> cases;
    for (const std::string& name : goldenNames()) {
        const nlohmann::ordered_json expected = golden("expected", name);
        for (const auto& [variant, result] : expected["variants"].items()) {
            if (!result.contains("error")) {
                cases.push_back({name, variant});
            }
        }
    }
    return cases;
}

std::string goldenCaseName(const testing::TestParamInfo<GoldenCase>& info) {
    std::string name = info.param.name + "_" + info.param.variant;
    for (char& c : name) {
        c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    }
    return name;
}

Recipe recipeOf(const nlohmann::ordered_json& args) {
    Recipe recipe;
    recipe.method = QuantMethod::mlx;
    recipe.quantize = args.value("quantize", false);
    recipe.dequantize = args.value("dequantize", false);
    recipe.vision = VisionChoice::drop;
    if (args.contains("q_mode")) {
        recipe.mode = quantModeFromName(args["q_mode"].get<std::string>()).value();
    }
    if (args.contains("q_bits")) {
        recipe.bits = args["q_bits"].get<int>();
    }
    if (args.contains("q_group_size")) {
        recipe.groupSize = args["q_group_size"].get<int>();
    }
    if (args.contains("quant_predicate")) {
        recipe.mixed = mixedRecipeFromName(args["quant_predicate"].get<std::string>()).value();
    }
    if (args.contains("dtype")) {
        const auto* row = std::find_if(dtypeTable.begin(), dtypeTable.end(), [&](const auto& one) {
            return one.longName == args["dtype"].get<std::string>();
        });
        recipe.dtype = row->dtype;
    }
    return recipe;
}

TensorTexts tensorTexts(const std::filesystem::path& folder) {
    TensorTexts texts;
    const auto reader = SafetensorsReader::open(folder / "model.safetensors");
    if (!reader) {
        ADD_FAILURE() << reader.error().message;
        return texts;
    }
    for (const TensorInfo& tensor : reader->header().tensors) {
        const auto bytes = reader->readTensor(tensor.name);
        if (!bytes) {
            ADD_FAILURE() << bytes.error().message;
            continue;
        }
        texts[tensor.name] =
            std::string(traits(tensor.dtype).name) + shapeText(tensor.shape) + sha256(*bytes);
    }
    return texts;
}

TensorTexts expectedTexts(const nlohmann::ordered_json& tensors) {
    TensorTexts texts;
    for (const auto& [name, info] : tensors.items()) {
        texts[name] = info["dtype"].get<std::string>() + shapeText(info["shape"].get<Shape>()) +
                      info["sha256"].get<std::string>();
    }
    return texts;
}

void PrintTo(const GoldenCase& golden, std::ostream* out) {
    *out << golden.name << " " << golden.variant;
}

}  // namespace quince::test
