#pragma once

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace quince {

enum class SideFileRole { tokenizer, chatTemplate, generation, processor, code, licence, other };

/// A file beside the weights that goes to the result byte for byte.
struct SideFile {
    std::string name;  ///< relative, parts separated by '/'
    SideFileRole role = SideFileRole::other;
    std::uint64_t bytes = 0;
};

enum class SideFileWarningCode {
    noTokenizer,
    onlySlowTokenizer,         ///< no tokenizer.json
    chatModelWithoutTemplate,  ///< its name says instruct or chat
    noChatTemplate,            ///< perhaps a base model: it will not hold a conversation
    carriesCode,               ///< *.py, copied but never run
    unsafeLink,                ///< a link out of the model's folder, left out
};

struct SideFileWarning {
    SideFileWarningCode code;
    std::string sentence;
};

struct SideFiles {
    std::vector<SideFile> carried;     ///< sorted by name
    std::vector<std::string> leftOut;  ///< sorted; weights and what describes them included
    std::vector<SideFileWarning> warnings;

    [[nodiscard]] std::uint64_t bytes() const;
    [[nodiscard]] bool hasWarning(SideFileWarningCode code) const;
};

/// What of `folder` a result takes along: tokenizer, chat templates, generation settings,
/// processors, code, licences. Not: weights and indexes, config.json and README.md (written
/// anew), what describes the source's own quantization, hidden files, other formats' folders.
/// `modelName` tells whether a chat template is to be expected. Errors: notFound.
Result<SideFiles> listSideFiles(const std::filesystem::path& folder, std::string_view modelName);

/// Copies contents, never links, and makes folders as needed. A link is followed only within the
/// model's folder or to a blob of a Hugging Face cache, so that a model cannot carry off other
/// files of this computer. Existing files are replaced. Errors: io, diskFull, stopped.
Status copySideFiles(const std::filesystem::path& folder, const std::vector<SideFile>& files,
                     const std::filesystem::path& destination, const StopToken& stop);

}  // namespace quince
