#pragma once

#include <quince/environment.hpp>
#include <quince/result.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace quince {

enum class LmStudioFoundBy {
    pointer,   ///< ~/.lmstudio-home-pointer, written by LM Studio itself
    legacy,    ///< ~/.cache/lm-studio exists
    standard,  ///< ~/.lmstudio, whether it exists or not
};

/// Where LM Studio keeps its things. We read its files and never write them.
struct LmStudio {
    std::filesystem::path home;
    LmStudioFoundBy foundBy = LmStudioFoundBy::standard;
    bool exists = false;           ///< `home` is there: LM Studio has run once
    std::filesystem::path models;  ///< holds <publisher>/<model>; may not exist yet
    bool modelsFromSettings = false;
    std::vector<std::string> warnings;  ///< a custom folder that is not there, broken settings
};

[[nodiscard]] LmStudio findLmStudio(const Environment& environment);

/// The publishers that have a folder, sorted without regard to case.
[[nodiscard]] std::vector<std::string> listPublishers(const std::filesystem::path& models);

/// The rules of `lms import` for the folder of a publisher or a model, and those of Windows, so
/// that a result can be moved between systems: 1 to 100 characters, none of / < > : " \ | ? * or
/// control characters, no dot or space at either end, no device name. Errors: invalidArgument.
Status validateModelName(std::string_view name);
Status validatePublisherName(std::string_view name);

/// <models>/<publisher>/<name>. Asks nothing of the disk. Errors: invalidArgument.
Result<std::filesystem::path> destinationFor(const std::filesystem::path& models,
                                             std::string_view publisher, std::string_view name);

/// A place to build a result that can be renamed to its destination.
struct StagingPlace {
    std::filesystem::path folder;  ///< not created
    bool insideModels = false;     ///< no other way on this volume: LM Studio may notice it
    std::uint64_t bytesFree = 0;
};

/// The same place for the same destination, so that a stopped run is found again:
/// `.<models>.quince-staging/<publisher>--<name>` beside the models folder, or, when the models
/// folder is the top of a volume or its parent may not be written to, `.quince-staging` in it.
/// Errors: invalidArgument, io (nowhere to write on that volume).
Result<StagingPlace> stagingPlaceFor(const std::filesystem::path& models,
                                     std::string_view publisher, std::string_view name);

/// Bytes that this user may still write where `path` is, or would be. Errors: io.
Result<std::uint64_t> spaceAvailable(const std::filesystem::path& path);

/// Whether a rename between the two, existing or not, stays on one volume.
[[nodiscard]] bool onSameVolume(const std::filesystem::path& a, const std::filesystem::path& b);

}  // namespace quince
