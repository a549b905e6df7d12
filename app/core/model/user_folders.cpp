#include <quince/user_folders.hpp>

namespace quince {

std::filesystem::path architecturesFolder(const Environment& environment) {
#if defined(_WIN32)
    const std::optional<std::string> roaming = environment.get("APPDATA");
    const std::filesystem::path base =
        roaming ? environment.expand(*roaming) : environment.home / "AppData" / "Roaming";
    return base / "Quince" / "architectures";
#elif defined(__APPLE__)
    return environment.home / "Library" / "Application Support" / "Quince" / "architectures";
#else
    const std::optional<std::string> config = environment.get("XDG_CONFIG_HOME");
    const std::filesystem::path base =
        config ? environment.expand(*config) : environment.home / ".config";
    return base / "quince" / "architectures";
#endif
}

std::filesystem::path ownCacheFolder(const Environment& environment) {
#if defined(_WIN32)
    const std::optional<std::string> local = environment.get("LOCALAPPDATA");
    const std::filesystem::path base =
        local ? environment.expand(*local) : environment.home / "AppData" / "Local";
    return base / "Quince" / "cache";
#elif defined(__APPLE__)
    return environment.home / "Library" / "Caches" / "Quince";
#else
    const std::optional<std::string> cache = environment.get("XDG_CACHE_HOME");
    return (cache ? environment.expand(*cache) : environment.home / ".cache") / "quince";
#endif
}

}  // namespace quince
