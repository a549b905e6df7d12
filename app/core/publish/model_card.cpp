#include "core/publish/card_usage.hpp"
#include "core/publish/front_matter.hpp"
#include "core/publish/markdown.hpp"
#include "core/publish/quality_section.hpp"
#include "core/publish/utf8_text.hpp"
#include "core/publish/yaml_writer.hpp"

#include <quince/model_card.hpp>

#include <algorithm>
#include <array>
#include <cctype>

namespace quince {
namespace {

/// Tags that speak of the source's files and would be false of the result.
bool describesSourceFiles(std::string_view tag) {
    constexpr std::array<std::string_view, 16> words{
        "gguf", "ggml", "onnx", "openvino", "pytorch", "tf",  "jax",          "flax",
        "awq",  "gptq", "exl2", "fp8",      "nvfp4",   "hqq", "bitsandbytes", "compressed-tensors"};
    std::string low(tag);
    std::transform(low.begin(), low.end(), low.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    // The Hub derives these from other keys; written by hand they would speak of the source.
    return std::find(words.begin(), words.end(), low) != words.end() ||
           low.starts_with("base_model:") || low.starts_with("license:");
}

std::vector<std::string> tagsFor(const FrontMatter& source) {
    std::vector<std::string> tags{"mlx"};
    if (const auto* const carried = source.find("tags")) {
        for (const std::string& tag : *carried) {
            if (!describesSourceFiles(tag) &&
                std::find(tags.begin(), tags.end(), tag) == tags.end()) {
                tags.push_back(tag);
            }
        }
    }
    return tags;
}

bool isUrl(std::string_view text) {
    return text.starts_with("https://") || text.starts_with("http://");
}

std::string sourceUrl(const ModelCardInput& input) {
    return input.hubUrl + "/" + input.sourceRepo;
}

/// A link beside the source's card means nothing beside ours unless the file came along.
std::string licenceLink(const ModelCardInput& input, std::string link) {
    if (link.empty() || isUrl(link) || input.licenceFileCarried || input.sourceRepo.empty()) {
        return link;
    }
    link.erase(0, link.find_first_not_of("./"));
    return sourceUrl(input) + "/blob/main/" + link;
}

std::string licenceLines(const ModelCardInput& input, const FrontMatter& source,
                         std::vector<std::string>& warnings) {
    std::string out;
    const auto* const licences = source.find("license");
    if (licences == nullptr) {
        warnings.emplace_back("The source's model card names no licence");
        return out;
    }
    out += licences->size() == 1 ? yamlLine("license", licences->front())
                                 : yamlList("license", *licences);
    const std::string name = source.first("license_name");
    const std::string link = licenceLink(input, source.first("license_link"));
    if (licences->front() == "other" && (name.empty() || link.empty())) {
        warnings.emplace_back("The licence is \"other\" but its name or link is missing");
    }
    if (!name.empty()) {
        out += yamlLine("license_name", name);
    }
    if (!link.empty()) {
        out += yamlLine("license_link", link);
    }
    return out;
}

std::string frontMatterFor(const ModelCardInput& input, const FrontMatter& source,
                           std::vector<std::string>& warnings) {
    std::string out = "---\n" + yamlLine("library_name", "mlx");
    if (!input.sourceRepo.empty()) {
        out += yamlLine("base_model", input.sourceRepo);
        if (input.quantized) {
            out += yamlLine("base_model_relation", "quantized");
        }
    }
    out += yamlList("tags", tagsFor(source));
    const std::string pipeline = source.first("pipeline_tag");
    if (!pipeline.empty()) {
        out += yamlLine("pipeline_tag", pipeline);
    } else if (input.seesImages) {
        out += yamlLine("pipeline_tag", "image-text-to-text");
    }
    out += licenceLines(input, source, warnings);
    for (const char* key : {"language", "datasets"}) {
        if (const auto* const values = source.find(key)) {
            out += yamlList(key, *values);
        }
    }
    return out + "---\n";
}

std::string originText(const ModelCardInput& input, const FrontMatter& source) {
    std::string out = "This model was converted to [MLX](https://github.com/ml-explore/mlx) format";
    if (!input.sourceRepo.empty()) {
        out += " from [" + input.sourceRepo + "](" + sourceUrl(input) + ")";
        if (!input.sourceRevision.empty()) {
            out += " at revision `" + input.sourceRevision + "`";
        }
    } else if (!input.sourceName.empty()) {
        out += " from " + codeSpan(input.sourceName);
    }
    out += " by Quince " + input.quinceVersion + ".\n\n";
    if (!input.recipe.empty()) {
        out += "- Recipe: " + input.recipe + "\n";
    }
    if (input.bitsPerWeight > 0) {
        out += "- Bits per weight: " + withTwoDecimals(input.bitsPerWeight) + "\n";
    }
    if (!input.sourceRepo.empty()) {
        out += "- What it is for, how it was made and its limits: see the [card of the original](" +
               sourceUrl(input) + ").\n";
    }
    if (isBehindTerms(source)) {
        out += std::string("- ") + termsSentence + "\n";
    }
    return out;
}

}  // namespace

ModelCard makeModelCard(const ModelCardInput& input) {
    ModelCard card;
    const FrontMatter source = readFrontMatter(input.sourceReadme);
    if (!source.problem.empty()) {
        card.warnings.push_back(source.problem);
    }
    card.text = frontMatterFor(input, source, card.warnings);
    card.text += "\n# " + input.name + "\n\n" + originText(input, source) +
                 usageSection({input.publisher, input.name, input.seesImages});
    if (input.quality) {
        card.text += qualitySection(*input.quality);
    }
    card.text.erase(std::remove(card.text.begin(), card.text.end(), '\r'), card.text.end());
    card.text = repairedUtf8(card.text);
    return card;
}

}  // namespace quince
