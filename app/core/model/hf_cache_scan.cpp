#include "core/base/file.hpp"
#include "core/base/parallel_for.hpp"
#include "core/model/cache_repo.hpp"

#include <quince/hf_cache.hpp>

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>

namespace quince {
namespace {

namespace fs = std::filesystem;

constexpr int deepestAdded = 2;  ///< <added>/<publisher>/<model>

/// Finds the folders first, one after the other, then reads them side by side: reading is what
/// takes the time (index files are parsed).
class Scan {
public:
    explicit Scan(StopToken stop) : m_stop(std::move(stop)) {}

    void visit(const CacheRoot& root) {
        if (root.kind == RootKind::hubCache) {
            eachSubfolder(root.folder, [this](const fs::path& folder) { addRepo(folder); });
        } else {
            visitAdded(root.folder, 0);
        }
    }

    /// What was read until the end or the stop.
    [[nodiscard]] std::vector<CachedModel> readAll() const {
        std::vector<std::optional<CachedModel>> slots(m_found.size());
        const Status ignored =
            parallelFor(slots.size(), 0, m_stop, [&](std::size_t index, unsigned) -> Status {
                slots[index] = read(m_found[index]);
                return {};
            });
        std::vector<CachedModel> models;
        for (std::optional<CachedModel>& slot : slots) {
            if (slot) {
                models.push_back(std::move(*slot));
            }
        }
        std::sort(models.begin(), models.end(), comesBefore);
        return models;
    }

private:
    struct Found {
        fs::path folder;
        ModelKind kind;
    };

    static std::optional<CachedModel> read(const Found& found) {
        if (found.kind == ModelKind::cache) {
            return readCacheRepo(found.folder);
        }
        auto model = inspectFolder(found.folder);
        return model ? std::optional(std::move(*model)) : std::nullopt;
    }

    template <typename Function>
    void eachSubfolder(const fs::path& folder, Function function) {
        std::error_code failure;
        fs::directory_iterator entry(folder, failure);
        for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
            std::error_code ignored;
            if (m_stop.stopRequested()) {
                return;
            }
            if (!toUtf8(entry->path().filename()).starts_with('.') &&
                entry->is_directory(ignored)) {
                function(entry->path());
            }
        }
    }

    void visitAdded(const fs::path& folder, int depth) {
        if (addRepo(folder) || addFolder(folder) || depth == deepestAdded) {
            return;
        }
        eachSubfolder(folder, [&](const fs::path& sub) { visitAdded(sub, depth + 1); });
    }

    bool addRepo(const fs::path& folder) {
        if (!isCacheRepo(folder)) {
            return false;
        }
        if (isNew(folder)) {
            m_found.push_back({folder, ModelKind::cache});
        }
        return true;
    }

    bool addFolder(const fs::path& folder) {
        if (!looksLikeModelFolder(folder)) {
            return false;
        }
        if (isNew(folder)) {
            m_found.push_back({folder, ModelKind::folder});
        }
        return true;
    }

    bool isNew(const fs::path& folder) {
        std::error_code failure;
        const fs::path resolved = fs::canonical(folder, failure);
        return m_seen.insert(failure ? folder : resolved).second;
    }

    static std::string lowered(std::string text) {
        std::transform(text.begin(), text.end(), text.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        return text;
    }

    static bool comesBefore(const CachedModel& a, const CachedModel& b) {
        const std::string nameA = lowered(a.repoId);
        const std::string nameB = lowered(b.repoId);
        return nameA != nameB ? nameA < nameB : a.root < b.root;
    }

    StopToken m_stop;
    std::vector<Found> m_found;
    std::set<fs::path> m_seen;
};

}  // namespace

std::vector<CachedModel> scanCache(const std::vector<CacheRoot>& roots, StopToken stop) {
    Scan scan(std::move(stop));
    for (const CacheRoot& root : roots) {
        scan.visit(root);
    }
    return scan.readAll();
}

}  // namespace quince
