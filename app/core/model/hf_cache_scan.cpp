#include "core/model/cache_repo.hpp"
#include "core/model/utf8_path.hpp"

#include <quince/hf_cache.hpp>

#include <algorithm>
#include <cctype>
#include <set>

namespace quince {
namespace {

namespace fs = std::filesystem;

constexpr int deepestAdded = 2;  ///< <added>/<publisher>/<model>

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

    std::vector<CachedModel> takeSorted() {
        std::sort(m_models.begin(), m_models.end(), comesBefore);
        return std::move(m_models);
    }

private:
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
            m_models.push_back(readCacheRepo(folder));
        }
        return true;
    }

    bool addFolder(const fs::path& folder) {
        if (!looksLikeModelFolder(folder)) {
            return false;
        }
        if (isNew(folder)) {
            if (auto model = inspectFolder(folder)) {
                m_models.push_back(std::move(*model));
            }
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
    std::vector<CachedModel> m_models;
    std::set<fs::path> m_seen;
};

}  // namespace

std::vector<CachedModel> scanCache(const std::vector<CacheRoot>& roots, StopToken stop) {
    Scan scan(std::move(stop));
    for (const CacheRoot& root : roots) {
        scan.visit(root);
    }
    return scan.takeSorted();
}

}  // namespace quince
