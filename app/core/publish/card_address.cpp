#include "core/publish/card_usage.hpp"

#include <quince/model_card.hpp>
#include <quince/repo_id.hpp>

#include <optional>

namespace quince {
namespace {

struct UsageFound {
    std::size_t begin = 0;
    std::size_t length = 0;
    CardUsage usage;
};

/// The section, if it reads as Quince writes it for the model that it names.
std::optional<UsageFound> findUsage(std::string_view card) {
    const std::size_t begin = card.find(usageHeading);
    if (begin == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view rest = card.substr(begin);
    const std::string_view flag = usageModelFlag;
    const std::size_t at = rest.find(flag);
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string id = firstShellWord(rest.substr(at + flag.size()));
    const std::size_t slash = id.find('/');
    const bool isKnown = slash != std::string::npos;
    for (const bool seesImages : {false, true}) {
        CardUsage usage{isKnown ? id.substr(0, slash) : std::string(),
                        isKnown ? id.substr(slash + 1) : id, seesImages};
        const std::string section = usageSection(usage);
        if (rest.starts_with(section)) {
            return UsageFound{begin, section.size(), std::move(usage)};
        }
    }
    return std::nullopt;
}

}  // namespace

std::string cardForRepo(std::string_view card, std::string_view repoId) {
    std::string out(card);
    const std::optional<UsageFound> found = findUsage(card);
    if (!found || orgOf(repoId).empty()) {
        return out;
    }
    const CardUsage& old = found->usage;
    out.replace(found->begin, found->length,
                usageSection({std::string(orgOf(repoId)), std::string(modelNameOf(repoId)),
                              old.seesImages}));
    for (const std::string& title : {old.name, old.publisher + "/" + old.name}) {
        const std::string line = "\n# " + title + "\n";
        if (const std::size_t at = out.find(line); at < found->begin) {
            out.replace(at, line.size(), "\n# " + std::string(repoId) + "\n");
            break;
        }
    }
    return out;
}

}  // namespace quince
