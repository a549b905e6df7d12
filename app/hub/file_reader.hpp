#pragma once

#include "hub/http_client.hpp"
#include "hub/retry.hpp"
#include "hub/token.hpp"

#include <quince/remote_checkpoint.hpp>
#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <QByteArray>

#include <chrono>
#include <cstdint>
#include <string>

namespace hub {

struct HubEnvironment;
class Waiter;

/// A commit of a repo on the Hub.
struct RepoCommit {
    std::string repoId;  ///< as the Hub spells it
    std::string commit;  ///< 40 hex digits
};

/// Reads small files of one commit, and the beginnings of large ones, into memory. Belongs to the
/// thread that made it, which waits in an event loop; a stop is seen within 100 ms.
/// Errors of all calls: as HttpClient and hub_error; untrusted: the server sends other bytes than
/// the listing and the request say.
class FileReader {
public:
    /// All must outlive this.
    FileReader(const RepoCommit& commit, const HubEnvironment& environment, const Token& token,
               Waiter& waiter);

    /// The whole of a file that has the size that `file` says.
    quince::Result<QByteArray> whole(const quince::RemoteFile& file, const quince::StopToken& stop);

    /// Length and header of a safetensors file. Asks once for the first bytes, and a second time
    /// only for a header that is longer than those. Errors: also malformed.
    quince::Result<QByteArray> header(const quince::RemoteFile& file,
                                      const quince::StopToken& stop);

    /// Of the first request: nearly all headers are shorter.
    static constexpr std::uint64_t firstBytes = std::uint64_t{256} << 10;

private:
    struct Piece;

    /// Bytes [first, last) of the file.
    quince::Result<QByteArray> read(const quince::RemoteFile& file, std::uint64_t first,
                                    std::uint64_t last, const quince::StopToken& stop);
    quince::Status ask(const quince::RemoteFile& file, Piece& piece, const quince::StopToken& stop);

    const RepoCommit& m_commit;
    const HubEnvironment& m_environment;
    const Token& m_token;
    HttpClient m_client;
    Retry m_retry;
};

}  // namespace hub
