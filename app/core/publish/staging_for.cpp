#include "core/publish/staging.hpp"

#include <quince/convert.hpp>
#include <quince/lm_studio.hpp>

#include <string>

namespace quince {
namespace {

namespace fs = std::filesystem;

std::string utf8(const fs::path& path) {
    const std::u8string text = path.u8string();
    return {text.begin(), text.end()};
}

/// `destination` as <models>/<publisher>/<name>; nothing when it is something else.
std::optional<fs::path> underModels(const fs::path& destination, const fs::path& models) {
    const fs::path relative = destination.lexically_relative(models.lexically_normal());
    auto part = relative.begin();
    if (std::distance(relative.begin(), relative.end()) != 2 || *part == "..") {
        return std::nullopt;
    }
    const std::string publisher = utf8(*part++);
    const Result<StagingPlace> place = stagingPlaceFor(models, publisher, utf8(*part));
    return place ? std::optional(place->folder) : std::nullopt;
}

}  // namespace

fs::path stagingFor(const fs::path& destination, const std::optional<fs::path>& modelsFolder) {
    std::error_code ignored;
    fs::path whole = fs::absolute(destination, ignored).lexically_normal();
    if (!whole.has_filename()) {
        whole = whole.parent_path();
    }
    if (modelsFolder) {
        if (const auto place = underModels(whole, fs::absolute(*modelsFolder, ignored)); place) {
            return *place;
        }
    }
    fs::path hidden = ".";
    hidden += whole.filename();
    hidden += ".quince-staging";
    return whole.parent_path() / hidden;
}

Status discardStaging(const fs::path& staging) {
    return Staging::discard(staging);
}

}  // namespace quince
