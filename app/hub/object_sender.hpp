#pragma once

#include "hub/hub_api.hpp"
#include "hub/upload_folder.hpp"
#include "hub/upload_progress.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace hub {

/// What all transfers of an upload share. The references outlive them; `waiter` and the functions
/// of `retry` are used by several threads.
struct SendContext {
    const HubEnvironment& environment;
    const Token& token;
    Waiter& waiter;
    RetryOptions retry;
    unsigned parts = 3;  ///< of one object at a time
    std::string repoId;
    std::string revision;
    UploadProgress& progress;
};

/// Sends LFS objects, one after another; for one thread. Bytes go out from the file itself.
class ObjectSender {
public:
    /// `context` must outlive this.
    explicit ObjectSender(const SendContext& context);

    /// Sends the file as the ticket says and has the Hub look at it. When the ticket's addresses
    /// have expired another one is asked for. Counts the file's bytes once as done.
    /// Errors: mismatch: the file changed; unsupported: the server refuses it; untrusted: it breaks
    /// the protocol, or does not have the object afterwards; what HttpClient and hub_error tell.
    quince::Status send(const LocalFile& file, LfsTicket ticket, const quince::StopToken& stop);

private:
    /// Whether it is there now, or another ticket is needed.
    enum class Outcome { sent, stale };

    quince::Result<Outcome> sendOnce(const LocalFile& file, const LfsTicket& ticket,
                                     const quince::StopToken& stop);
    quince::Result<Outcome> sendWhole(const LocalFile& file, const LfsTicket& ticket,
                                      const quince::StopToken& stop);
    quince::Result<Outcome> sendParts(const LocalFile& file, const LfsTicket& ticket,
                                      const quince::StopToken& stop);
    quince::Result<Outcome> complete(const LocalFile& file, const LfsTicket& ticket,
                                     const std::vector<QByteArray>& etags,
                                     const quince::StopToken& stop);
    quince::Status verify(const LocalFile& file, const LfsTicket& ticket,
                          const quince::StopToken& stop);
    quince::Result<LfsTicket> anotherTicket(const LfsObject& object, const quince::StopToken& stop);

    const SendContext& m_context;
    HubApi m_api;
    std::string m_refusal;  ///< what storage said last, when a ticket was stale
};

}  // namespace hub
