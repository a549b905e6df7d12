#include <quince/hf_cache.hpp>

#include <algorithm>

namespace quince {
namespace {

namespace fs = std::filesystem;

CacheRoot primaryRoot(const Environment& environment, const fs::path& settingOverride) {
    for (const char* name : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"}) {
        if (const auto value = environment.get(name)) {
            return {environment.expand(*value), std::string(name) + " is set", RootKind::hubCache};
        }
    }
    if (const auto value = environment.get("HF_HOME")) {
        return {environment.expand(*value) / "hub", "HF_HOME is set", RootKind::hubCache};
    }
    if (!settingOverride.empty()) {
        return {settingOverride, "chosen in the settings", RootKind::hubCache};
    }
    if (const auto value = environment.get("XDG_CACHE_HOME")) {
        return {environment.expand(*value) / "huggingface" / "hub", "XDG_CACHE_HOME is set",
                RootKind::hubCache};
    }
    return {environment.home / ".cache" / "huggingface" / "hub", "the usual place",
            RootKind::hubCache};
}

fs::path comparable(const fs::path& folder) {
    std::error_code failure;
    const fs::path resolved = fs::weakly_canonical(folder, failure);
    return failure ? folder.lexically_normal() : resolved;
}

}  // namespace

std::vector<CacheRoot> cacheRoots(const Environment& environment, const fs::path& settingOverride,
                                  const std::vector<fs::path>& addedFolders) {
    std::vector<CacheRoot> roots{primaryRoot(environment, settingOverride)};
    std::vector<fs::path> seen{comparable(roots.front().folder)};
    for (const fs::path& folder : addedFolders) {
        const fs::path key = comparable(folder);
        if (!folder.empty() && std::find(seen.begin(), seen.end(), key) == seen.end()) {
            roots.push_back({folder, "added by you", RootKind::added});
            seen.push_back(key);
        }
    }
    return roots;
}

}  // namespace quince
