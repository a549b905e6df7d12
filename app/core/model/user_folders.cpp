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

}  // namespace quince
