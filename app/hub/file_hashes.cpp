#include "hub/file_hashes.hpp"

#include "hub/in_parallel.hpp"

#include <quince/file.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

namespace hub {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

namespace {

constexpr std::size_t pieceSize = std::size_t{1} << 20;
constexpr unsigned threads = 2;  // one core hashes about as fast as a disk reads

Result<std::string> hashOf(const LocalFile& local, DigestKind kind, UploadProgress& progress,
                           const quince::StopToken& stop) {
    const std::uint64_t size = static_cast<std::uint64_t>(local.stamp.size);
    Digest digest(kind, size);
    if (local.text) {
        digest.add(std::as_bytes(
            std::span(local.text->constData(), static_cast<std::size_t>(local.text->size()))));
        return digest.hex();
    }
    const Result<quince::File> file = quince::File::openForReading(local.file);
    if (!file) {
        return file.error();
    }
    std::vector<std::byte> piece(std::min<std::uint64_t>(pieceSize, size));
    for (std::uint64_t done = 0; done < size;) {
        if (stop.stopRequested()) {
            return Error{ErrorCode::stopped, "Stopped", {}};
        }
        const std::span<std::byte> bytes =
            std::span(piece).first(std::min<std::uint64_t>(piece.size(), size - done));
        if (Status read = file->readAt(done, bytes); !read) {
            return stampOf(local.file) == local.stamp ? read.error() : changedError(local);
        }
        digest.add(bytes);
        done += bytes.size();
        progress.bytesHashed += bytes.size();
        progress.counters.bytesDone += bytes.size();
    }
    if (Status same = checkUnchanged(local); !same) {
        return same.error();
    }
    return digest.hex();
}

}  // namespace

Result<std::vector<std::string>> hashesOf(const std::vector<LocalFile>& files,
                                          const std::vector<UploadChoice>& choices,
                                          HashNotes& notes, UploadProgress& progress,
                                          const quince::StopToken& stop) {
    const auto kindOf = [&](std::size_t i) {
        return choices[i].isLfs ? DigestKind::sha256 : DigestKind::gitSha1;
    };
    std::vector<std::string> hashes(files.size());
    std::vector<std::size_t> wanted;
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (auto known = notes.find(files[i], kindOf(i))) {
            hashes[i] = *std::move(known);
        } else {
            wanted.push_back(i);
            bytes += files[i].text ? 0 : static_cast<std::uint64_t>(files[i].stamp.size);
        }
    }
    progress.counters.bytesDone = 0;
    progress.counters.bytesResumed = 0;
    progress.counters.bytesTotal = bytes;
    progress.step = UploadStep::hashing;
    progress.counters.state = quince::ConversionState::verifying;
    const auto makeTask = [&]() -> Task {
        return [&](std::size_t index, const quince::StopToken& running) -> Status {
            const std::size_t i = wanted[index];
            Result<std::string> hash = hashOf(files[i], kindOf(i), progress, running);
            if (!hash) {
                return hash.error();
            }
            hashes[i] = *std::move(hash);
            notes.add(files[i], kindOf(i), hashes[i]);
            if (choices[i].isLfs) {
                notes.save();  // minutes of reading, which a crash shall not cost again
            }
            return {};
        };
    };
    Status done = inParallel(wanted.size(), threads, makeTask, stop);
    notes.save();
    if (!done) {
        return done.error();
    }
    return hashes;
}

}  // namespace hub
