#include "core/model/small_file.hpp"
#include "core/model/tolerant_json.hpp"
#include "core/model/utf8_path.hpp"

#include <quince/lm_studio.hpp>

#include <algorithm>
#include <cctype>

namespace quince {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largestSettings = 4U << 20U;

bool isFolder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

std::string stripped(const std::string& text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    const std::size_t end = text.find_last_not_of(" \t\r\n");
    return begin == std::string::npos ? std::string() : text.substr(begin, end - begin + 1);
}

/// Source: lmstudio.js findLMStudioHome.
void findHome(const Environment& environment, LmStudio& found) {
    std::error_code failure;
    fs::path userHome = fs::canonical(environment.home, failure);
    if (failure) {
        userHome = environment.home;
    }
    if (const auto pointer = readSmallFile(userHome / ".lmstudio-home-pointer", 4096)) {
        const fs::path home = fromUtf8(stripped(*pointer));
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
    const auto text = readSmallFile(found.home / "settings.json", largestSettings);
    if (!text) {
        return;
    }
    const nlohmann::json settings = parseTolerantJson(*text);
    if (!settings.is_object()) {
        found.warnings.emplace_back("LM Studio's settings.json cannot be read");
        return;
    }
    const std::string folder = stringAt(settings, "downloadsFolder");
    if (folder.empty()) {
        return;
    }
    const fs::path custom = fromUtf8(folder);
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
    return models / fromUtf8(publisher) / fromUtf8(name);
}

}  // namespace quince
