#include "hub/hash_notes.hpp"

#include "hub/json_fields.hpp"

#include <quince/file.hpp>

#include <algorithm>
#include <chrono>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

namespace hub {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t largestNotes = std::uint64_t{32} << 20;
constexpr std::size_t mostModels = 200;
constexpr std::chrono::seconds restTime{2};  // the coarsest clock of a file system, FAT's
constexpr int formatVersion = 1;

std::string stampText(const FileStamp& stamp) {
    return std::to_string(stamp.size) + ' ' +
           std::to_string(stamp.changed.time_since_epoch().count());
}

QString keyOf(DigestKind kind) {
    return kind == DigestKind::sha256 ? QStringLiteral("sha256") : QStringLiteral("git_sha1");
}

/// One file for each model folder, by a hash of its place.
fs::path notesFile(const fs::path& folder, const fs::path& model) {
    std::error_code failure;
    fs::path place = fs::canonical(model, failure);
    const std::string text = quince::toUtf8(failure ? model : place);
    Digest name(DigestKind::sha256, text.size());
    name.add(std::as_bytes(std::span(text)));
    return folder / (name.hex() + ".json");
}

}  // namespace

HashNotes::HashNotes(const fs::path& folder, const fs::path& model) : m_folder(folder) {
    if (!folder.empty()) {
        m_file = notesFile(folder, model);
        read();
    }
}

void HashNotes::read() {
    const auto text = quince::readWholeFile(m_file, largestNotes);
    const QJsonObject root =
        text ? QJsonDocument::fromJson(QByteArray::fromStdString(*text)).object() : QJsonObject();
    if (root.value(u"format_version").toInt() != formatVersion) {
        return;
    }
    const QJsonObject files = root.value(u"files").toObject();
    for (auto file = files.begin(); file != files.end(); ++file) {
        const QJsonObject entry = file.value().toObject();
        for (const DigestKind kind : {DigestKind::sha256, DigestKind::gitSha1}) {
            const QJsonObject note = entry.value(keyOf(kind)).toObject();
            const std::string hash = textField(note, u"hash");
            if (digestKindOf(hash) == kind) {
                m_notes[{file.key().toStdString(), kind}] = {textField(note, u"stamp"), hash,
                                                             false};
            }
        }
    }
}

std::optional<std::string> HashNotes::find(const LocalFile& file, DigestKind kind) const {
    const std::lock_guard lock(m_mutex);
    const auto note = m_notes.find({file.path, kind});
    if (file.text || note == m_notes.end() || note->second.stamp != stampText(file.stamp)) {
        return std::nullopt;
    }
    return note->second.hash;
}

void HashNotes::add(const LocalFile& file, DigestKind kind, const std::string& hash) {
    if (file.text) {
        return;
    }
    const bool isFresh = file.stamp.changed > fs::file_time_type::clock::now() - restTime;
    const std::lock_guard lock(m_mutex);
    m_notes[{file.path, kind}] = {stampText(file.stamp), hash, isFresh};
}

void HashNotes::save() const {
    const std::lock_guard lock(m_mutex);
    if (m_file.empty() || m_notes.empty()) {
        return;
    }
    QJsonObject files;
    for (const auto& [key, note] : m_notes) {
        if (note.isFresh) {
            continue;
        }
        QJsonObject entry = files.value(toQt(key.first)).toObject();
        entry.insert(keyOf(key.second), QJsonObject{{QStringLiteral("stamp"), toQt(note.stamp)},
                                                    {QStringLiteral("hash"), toQt(note.hash)}});
        files.insert(toQt(key.first), entry);
    }
    const QJsonObject root{{QStringLiteral("format_version"), formatVersion},
                           {QStringLiteral("files"), files}};
    std::error_code failure;
    fs::create_directories(m_folder, failure);
    if (quince::writeFileAtomically(m_file, QJsonDocument(root).toJson().toStdString())) {
        makeRoom();
    }
}

void HashNotes::makeRoom() const {
    std::error_code failure;
    std::vector<std::pair<fs::file_time_type, fs::path>> models;
    for (fs::directory_iterator entry(m_folder, failure);
         !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
        std::error_code gone;
        if (entry->path().extension() == ".json") {
            models.emplace_back(entry->last_write_time(gone), entry->path());
        }
    }
    if (models.size() > mostModels) {
        std::sort(models.begin(), models.end());
        for (std::size_t i = 0; i < models.size() - mostModels; ++i) {
            fs::remove(models[i].second, failure);
        }
    }
}

}  // namespace hub
