#include "core/convert/open_files.hpp"

#include <algorithm>
#include <utility>

namespace quince {

OpenFiles::OpenFiles(std::vector<std::filesystem::path> paths, Access access, std::size_t limit)
    : m_paths(std::move(paths)), m_access(access), m_limit(limit), m_slots(m_paths.size()) {}

Result<std::shared_ptr<File>> OpenFiles::at(std::uint32_t index) {
    const std::lock_guard lock(m_mutex);
    Slot& slot = m_slots.at(index);
    if (!slot.file) {
        Result<File> file = m_access == Access::read ? File::openForReading(m_paths[index])
                                                     : File::openOrCreate(m_paths[index]);
        if (!file) {
            return std::move(file).error();
        }
        if (m_open.size() >= m_limit) {
            closeLongestUnused();
        }
        slot.file = std::make_shared<File>(std::move(file).value());
        m_open.push_back(index);
    }
    slot.lastUse = ++m_uses;
    return slot.file;
}

const std::filesystem::path& OpenFiles::path(std::uint32_t index) const {
    return m_paths.at(index);
}

void OpenFiles::closeLongestUnused() {
    const auto oldest =
        std::min_element(m_open.begin(), m_open.end(), [this](std::uint32_t a, std::uint32_t b) {
            return m_slots[a].lastUse < m_slots[b].lastUse;
        });
    m_slots[*oldest].file.reset();
    m_open.erase(oldest);
}

}  // namespace quince
