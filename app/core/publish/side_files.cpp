#include "core/base/file.hpp"
#include "core/model/completeness.hpp"
#include "core/model/folder_listing.hpp"
#include "core/publish/side_file_links.hpp"

#include <quince/quality_report.hpp>
#include <quince/side_files.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace quince {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largestTokenizerConfig = 64U << 20U;

/// Written anew, or true of the source's weights only.
constexpr std::array<std::string_view, 8> neverCarried{
    "config.json",          "params.json",         "quantize_config.json", "quant_config.json",
    "hf_quant_config.json", "adapter_config.json", "configuration.json",   qualityFileName};

std::string lowered(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

template <std::size_t count>
bool isAnyOf(std::string_view text, const std::array<std::string_view, count>& names) {
    return std::find(names.begin(), names.end(), text) != names.end();
}

bool isTokenizerFile(std::string_view name) {
    constexpr std::array<std::string_view, 10> names{
        "vocab.json",        "vocab.txt", "merges.txt",   "special_tokens_map.json",
        "added_tokens.json", "vocab.bpe", "encoder.json", "tekken.json",
        "spiece.model",      "bpe.codes"};
    const bool ofSentencePiece = name.starts_with("sentencepiece") && name.ends_with(".model");
    return (name.starts_with("tokenizer") && !name.ends_with(".py")) || ofSentencePiece ||
           isAnyOf(name, names) || name.ends_with(".tiktoken");
}

bool isInTemplateFolder(std::string_view name) {
    return name.starts_with("additional_chat_templates/") || name.starts_with("chat_templates/");
}

/// The role of a file that is carried; nothing for one that is left out.
std::optional<SideFileRole> roleOf(std::string_view name) {
    if (isInTemplateFolder(name)) {
        return name.ends_with(".jinja") ? std::optional(SideFileRole::chatTemplate) : std::nullopt;
    }
    if (name.find('/') != std::string_view::npos || name.starts_with('.') ||
        isAnyOf(name, neverCarried) || name.ends_with(".index.json") ||
        name.starts_with("README")) {
        return std::nullopt;
    }
    const std::string low = lowered(name);
    if (low.starts_with("license") || low.starts_with("licence") || low.starts_with("notice") ||
        low.starts_with("use_policy") || low.starts_with("copying")) {
        return SideFileRole::licence;
    }
    if (isTokenizerFile(name)) {
        return SideFileRole::tokenizer;
    }
    if (weightFormatOf(name) != WeightFormat::none) {
        return std::nullopt;
    }
    if (name == "chat_template.jinja" || name == "chat_template.json" || name.ends_with(".jinja")) {
        return SideFileRole::chatTemplate;
    }
    if (name == "generation_config.json") {
        return SideFileRole::generation;
    }
    if (name.ends_with("processor_config.json") || name.ends_with("preprocessor_config.json")) {
        return SideFileRole::processor;
    }
    if (name.ends_with(".py")) {
        return SideFileRole::code;
    }
    if (name.ends_with(".json") || name.ends_with(".jsonl")) {
        return SideFileRole::other;
    }
    return std::nullopt;
}

bool soundsLikeChat(std::string_view modelName) {
    const std::string low = lowered(modelName);
    return low.find("instruct") != std::string::npos || low.find("chat") != std::string::npos ||
           low.find("-it-") != std::string::npos || low.ends_with("-it") ||
           low.find("assistant") != std::string::npos;
}

bool templateInTokenizerConfig(const fs::path& folder) {
    const Result<std::string> text =
        readWholeFile(folder / "tokenizer_config.json", largestTokenizerConfig);
    if (!text) {
        return false;
    }
    // Not parseJson: a model of speech has more added tokens than that takes keys.
    const auto config = nlohmann::json::parse(*text, nullptr, false);
    if (!config.is_object()) {
        return false;
    }
    const auto found = config.find("chat_template");
    return found != config.end() && (found->is_string() || found->is_array()) && !found->empty();
}

class Warnings {
public:
    explicit Warnings(SideFiles& files) : m_files(files) {}

    void add(SideFileWarningCode code, std::string sentence) {
        m_files.warnings.push_back({code, std::move(sentence)});
    }

    void aboutTokenizer() {
        const auto isWhole = [](const SideFile& file) {
            return file.name == "tokenizer.json" || file.name == "tekken.json";
        };
        const auto isVocabulary = [](const SideFile& file) {
            return file.role == SideFileRole::tokenizer && !file.name.ends_with("config.json") &&
                   file.name != "special_tokens_map.json" && file.name != "added_tokens.json";
        };
        if (has(isWhole)) {
            return;
        }
        if (has(isVocabulary)) {
            add(SideFileWarningCode::onlySlowTokenizer,
                "There is no tokenizer.json; LM Studio must build the tokenizer from older files, "
                "which does not work for every model");
        } else {
            add(SideFileWarningCode::noTokenizer,
                "No tokenizer was found; the result cannot be run without one");
        }
    }

    void aboutTemplate(const fs::path& folder, std::string_view modelName) {
        const auto isTemplate = [](const SideFile& file) {
            return file.role == SideFileRole::chatTemplate;
        };
        if (has(isTemplate) || templateInTokenizerConfig(folder)) {
            return;
        }
        if (soundsLikeChat(modelName)) {
            add(SideFileWarningCode::chatModelWithoutTemplate,
                std::string(modelName) +
                    " sounds like a chat model but has no chat template; "
                    "answers may be garbled");
        } else {
            add(SideFileWarningCode::noChatTemplate,
                "There is no chat template; this is perhaps a base model, which continues text "
                "and does not hold a conversation");
        }
    }

    void aboutCode() {
        if (has([](const SideFile& file) { return file.role == SideFileRole::code; })) {
            add(SideFileWarningCode::carriesCode,
                "Python files of the model are copied along; Quince never runs them");
        }
    }

private:
    template <typename Predicate>
    [[nodiscard]] bool has(Predicate predicate) const {
        return std::any_of(m_files.carried.begin(), m_files.carried.end(), predicate);
    }

    SideFiles& m_files;
};

}  // namespace

std::uint64_t SideFiles::bytes() const {
    std::uint64_t sum = 0;
    for (const SideFile& file : carried) {
        sum += file.bytes;
    }
    return sum;
}

bool SideFiles::hasWarning(SideFileWarningCode code) const {
    return std::any_of(warnings.begin(), warnings.end(),
                       [code](const SideFileWarning& warning) { return warning.code == code; });
}

Result<SideFiles> listSideFiles(const fs::path& folder, std::string_view modelName) {
    std::error_code failure;
    if (!fs::is_directory(folder, failure)) {
        return Error{ErrorCode::notFound, "the model's folder is not there", folder};
    }
    SideFiles files;
    Warnings warnings(files);
    for (const ListedFile& file : listFolder(folder).files) {
        const auto role = roleOf(file.name);
        if (!role || !file.present) {
            files.leftOut.push_back(file.name);
        } else if (!staysWithModel(folder, file.name)) {
            files.leftOut.push_back(file.name);
            warnings.add(SideFileWarningCode::unsafeLink,
                         file.name + " is a link out of the model's folder and is left out");
        } else {
            files.carried.push_back({file.name, *role, file.bytes});
        }
    }
    warnings.aboutTokenizer();
    warnings.aboutTemplate(folder, modelName);
    warnings.aboutCode();
    return files;
}

}  // namespace quince
