#include "core/base/file.hpp"
#include "core/base/stripped.hpp"
#include "core/model/json_text.hpp"

#include <quince/lm_studio.hpp>

#include <algorithm>
#include <cctype>

namespace quince {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largestPointer = 4096;
constexpr std::uint64_t largestSettings = 4U << 20U;

bool isFolder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

/// Source: lmstudio.js findLMStudioHome.
void findHome(const Environment& environment, LmStudio& found) {
    std::error_code failure;
    fs::path userHome = fs::canonical(environment.home, failure);
    if (failure) {
        userHome = environment.home;
    }
    if (const auto pointer = readWholeFile(userHome / ".lmstudio-home-pointer", largestPointer)) {
        const fs::path home = pathFromUtf8(stripped(*pointer));
        if (home.is_absolute()) {
            found.home = home;
            found.foundBy = LmStudioFoundBy::pointer;
            return;
        }
        found.warnings.emplace_back(".lmstudio-home-pointer does not hold a full path");
    }
    if (isFolder(userHome / ".cache" / "lm-studio")) {
        found.home = userHome / ".cache" / "lm-studio";
        found.foundBy = LmStudioFoundBy::legacy;
        return;
    }
    found.home = userHome / ".lmstudio";
}

void findModels(LmStudio& found) {
    found.models = found.home / "models";
    const Result<std::string> text = readWholeFile(found.home / "settings.json", largestSettings);
    if (!text) {
        return;
    }
    const Result<Json> settings = parseJson(*text, "settings.json");
    if (!settings || !settings->is_object()) {
        found.warnings.emplace_back("LM Studio's settings.json cannot be read");
        return;
    }
    const std::string folder = stringAt(*settings, "downloadsFolder");
    if (folder.empty()) {
        return;
    }
    const fs::path custom = pathFromUtf8(folder);
    if (custom.is_absolute() && isFolder(custom)) {
        found.models = custom;
        found.modelsFromSettings = true;
    } else {
        found.warnings.push_back("LM Studio's settings name the models folder " + folder +
                                 ", which is not there (is a disk not connected?)");
    }
}

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

}  // namespace

LmStudio findLmStudio(const Environment& environment) {
    LmStudio found;
    findHome(environment, found);
    found.exists = isFolder(found.home);
    findModels(found);
    return found;
}

std::vector<std::string> listPublishers(const fs::path& models) {
    std::vector<std::string> publishers;
    std::error_code failure;
    fs::directory_iterator entry(models, failure);
    for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
        const std::string name = toUtf8(entry->path().filename());
        if (isFolder(entry->path()) && validatePublisherName(name)) {
            publishers.push_back(name);
        }
    }
    std::sort(publishers.begin(), publishers.end(), [](const auto& a, const auto& b) {
        const std::string lowA = lowered(a);
        const std::string lowB = lowered(b);
        return lowA != lowB ? lowA < lowB : a < b;
    });
    return publishers;
}

Result<fs::path> destinationFor(const fs::path& models, std::string_view publisher,
                                std::string_view name) {
    if (auto status = validatePublisherName(publisher); !status) {
        return std::move(status).error();
    }
    if (auto status = validateModelName(name); !status) {
        return std::move(status).error();
    }
    return models / pathFromUtf8(publisher) / pathFromUtf8(name);
}

}  // namespace quince
