#include "core/model/merge_shards.hpp"

#include "core/base/file.hpp"
#include "core/format/tensor_size.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace quince {

namespace fs = std::filesystem;

namespace {

std::vector<TensorInfo> sortedByName(std::vector<SafetensorsHeader>& headers) {
    std::vector<TensorInfo> tensors;
    for (SafetensorsHeader& header : headers) {
        std::move(header.tensors.begin(), header.tensors.end(), std::back_inserter(tensors));
        header.tensors.clear();
    }
    std::sort(tensors.begin(), tensors.end(), [](const TensorInfo& a, const TensorInfo& b) {
        return a.name != b.name ? a.name < b.name : a.shard < b.shard;
    });
    return tensors;
}

/// Walks the tensors and the index together, both sorted by name.
class Merge {
public:
    Merge(const WeightFiles& files, const fs::path& folder) : m_files(files), m_folder(folder) {}

    Status run(std::vector<TensorInfo>& tensors) {
        std::vector<TensorInfo> merged;
        merged.reserve(tensors.size());
        auto group = tensors.begin();
        while (group != tensors.end()) {
            const auto end = std::find_if(group, tensors.end(), [&](const TensorInfo& tensor) {
                return tensor.name != group->name;
            });
            auto kept = group;
            if (Status chosen = choose(group, end, kept); !chosen) {
                return chosen;
            }
            // The name of `group` is read by the search above, so move after it.
            merged.push_back(std::move(*kept));
            group = end;
        }
        if (m_files.index && m_entry != m_files.index->size()) {
            return missing((*m_files.index)[m_entry]);
        }
        tensors = std::move(merged);
        return {};
    }

    std::vector<std::string> warnings() const {
        std::vector<std::string> texts;
        if (m_unlisted > 0) {
            texts.push_back(std::to_string(m_unlisted) +
                            " tensor(s) are in the shards but not in the index, the first " +
                            inQuotes(m_firstUnlisted) + "; they are used");
        }
        if (m_copies > 0) {
            texts.push_back(std::to_string(m_copies) +
                            " tensor(s) are also in shards where the index does not put them, "
                            "the first " +
                            inQuotes(m_firstCopy) + "; the index decides");
        }
        return texts;
    }

private:
    using Iterator = std::vector<TensorInfo>::iterator;

    /// `kept` becomes the one of [begin, end), all of one name, that stays.
    Status choose(Iterator begin, Iterator end, Iterator& kept) {
        const IndexEntry* entry = entryFor(begin->name);
        if (m_missing != nullptr) {
            return missing(*m_missing);
        }
        if (entry == nullptr) {
            if (end - begin > 1) {
                return Error{ErrorCode::malformed,
                             "tensor " + inQuotes(begin->name) + " is in two shards, " +
                                 m_files.names[begin[0].shard] + " and " +
                                 m_files.names[begin[1].shard],
                             m_folder};
            }
            if (m_files.index && m_unlisted++ == 0) {
                m_firstUnlisted = begin->name;
            }
            return {};
        }
        kept = std::find_if(begin, end,
                            [&](const TensorInfo& tensor) { return tensor.shard == entry->shard; });
        if (kept == end) {
            return missing(*entry);
        }
        if (end - begin > 1 && m_copies++ == 0) {
            m_firstCopy = begin->name;
        }
        return {};
    }

    /// Both lists are sorted, so they are walked together. Entries that are passed over have no
    /// tensor anywhere.
    const IndexEntry* entryFor(const std::string& name) {
        if (!m_files.index || m_entry == m_files.index->size()) {
            return nullptr;
        }
        const IndexEntry& entry = (*m_files.index)[m_entry];
        if (entry.tensor > name) {
            return nullptr;
        }
        if (entry.tensor < name) {
            m_missing = &entry;
            return nullptr;
        }
        ++m_entry;
        return &entry;
    }

    Status missing(const IndexEntry& entry) const {
        return Error{ErrorCode::malformed,
                     m_files.names[entry.shard] + " has no tensor " + inQuotes(entry.tensor) +
                         ", which the index puts there",
                     m_folder / pathFromUtf8(m_files.names[entry.shard])};
    }

    const WeightFiles& m_files;
    const fs::path& m_folder;
    std::size_t m_entry = 0;
    const IndexEntry* m_missing = nullptr;
    std::size_t m_unlisted = 0;
    std::size_t m_copies = 0;
    std::string m_firstUnlisted;
    std::string m_firstCopy;
};

}  // namespace

Result<std::vector<TensorInfo>> mergeShards(const WeightFiles& files, const fs::path& folder,
                                            std::vector<SafetensorsHeader>& headers,
                                            std::vector<std::string>& warnings) {
    std::vector<TensorInfo> tensors = sortedByName(headers);
    Merge merge(files, folder);
    if (Status merged = merge.run(tensors); !merged) {
        return std::move(merged).error();
    }
    for (std::string& warning : merge.warnings()) {
        warnings.push_back(std::move(warning));
    }
    return tensors;
}

}  // namespace quince
