#include "hub/object_transfers.hpp"

#include "hub/in_parallel.hpp"

#include <quince/file.hpp>

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

namespace hub {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

namespace {

std::string hfCommand(const SendContext& context, const std::filesystem::path& folder) {
    return "`hf upload " + context.repoId + " \"" + quince::toUtf8(folder) + "\"`";
}

Error needsXet(const SendContext& context, const std::filesystem::path& folder) {
    return {ErrorCode::unsupported,
            "This server takes large files over Xet only, which Quince does not speak. Upload the "
            "folder with the hf program: " +
                hfCommand(context, folder),
            folder};
}

/// Nothing if the Hub takes them all.
Status checkTickets(const LfsBatch& batch, const std::vector<SendOrder>& orders,
                    const SendContext& context, const std::filesystem::path& folder) {
    if (batch.needsXet) {
        return needsXet(context, folder);
    }
    const auto isRefused = [](const LfsTicket& ticket) { return !ticket.error.empty(); };
    const auto refused = std::find_if(batch.tickets.begin(), batch.tickets.end(), isRefused);
    if (refused == batch.tickets.end()) {
        return {};
    }
    const auto which = static_cast<std::size_t>(refused - batch.tickets.begin());
    std::string text =
        "The Hub does not take " + orders[which].file->path + ": " + refused->error + ".";
    if (std::all_of(batch.tickets.begin(), batch.tickets.end(), isRefused)) {
        text += " Perhaps the hf program can: " + hfCommand(context, folder);
    }
    return Error{ErrorCode::unsupported, text, orders[which].file->file};
}

/// The same content only once.
std::vector<SendOrder> distinct(const std::vector<SendOrder>& orders) {
    std::vector<SendOrder> result;
    std::set<std::string> seen;
    for (const SendOrder& order : orders) {
        if (seen.insert(order.object.sha256).second) {
            result.push_back(order);
        }
    }
    return result;
}

}  // namespace

Status sendObjects(HubApi& api, const SendContext& context, const std::vector<SendOrder>& all,
                   const std::filesystem::path& folder, unsigned files,
                   const quince::StopToken& stop) {
    const std::vector<SendOrder> orders = distinct(all);
    std::vector<LfsObject> objects;
    for (const SendOrder& order : orders) {
        objects.push_back(order.object);
    }
    const Result<LfsBatch> batch =
        objects.empty() ? Result<LfsBatch>(LfsBatch())
                        : api.lfsBatch(context.repoId, context.revision, objects, stop);
    if (!batch) {
        return batch.error();
    }
    if (Status fine = checkTickets(*batch, orders, context, folder); !fine) {
        return fine;
    }
    std::uint64_t total = 0;
    std::uint64_t there = 0;
    std::vector<std::size_t> wanted;
    for (std::size_t i = 0; i < orders.size(); ++i) {
        const auto size = static_cast<std::uint64_t>(orders[i].object.size);
        total += size;
        if (batch->tickets[i].upload) {
            wanted.push_back(i);
        } else {
            there += size;
        }
    }
    quince::Progress& counters = context.progress.counters;
    counters.bytesDone = there;
    counters.bytesResumed = there;
    counters.bytesTotal = total;
    counters.shardsTotal = static_cast<std::uint32_t>(orders.size());
    counters.shardsDone = static_cast<std::uint32_t>(orders.size() - wanted.size());
    context.progress.step = UploadStep::sending;
    counters.state = quince::ConversionState::publishing;
    const auto makeTask = [&]() -> Task {
        return [&, sender = std::make_shared<ObjectSender>(context)](
                   std::size_t index, const quince::StopToken& running) -> Status {
            const std::size_t i = wanted[index];
            Status sent = sender->send(*orders[i].file, batch->tickets[i], running);
            counters.shardsDone += sent ? 1U : 0U;
            return sent;
        };
    };
    return inParallel(wanted.size(), files, makeTask, stop);
}

}  // namespace hub
