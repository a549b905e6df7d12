#pragma once

#include "desktop/hub_window_driver.hpp"

#include <QThread>

#include <atomic>

namespace app::test {

/// The window over a Hub that is a few functions over a folder.
class HubWindow : public HubWindowDriver {
protected:
    HubWindow() : m_source(makeModel(m_folder, "Tiny")) {}

    AppWindow& open() {
        return openWith({calls(), account(), publish(),
                         QUrl(QStringLiteral("https://huggingface.co")), m_offline});
    }

    HubCalls calls() {
        HubCalls calls;
        calls.search = [this](const SearchQuestion& question,
                              const quince::StopToken&) -> quince::Result<FoundPage> {
            ++m_searches;
            FoundPage page;
            for (const char* id : {"kim/Tiny", "kim/Gated"}) {
                if (std::string(id).find(question.words) != std::string::npos) {
                    page.models.push_back(found(id));
                }
            }
            return page;
        };
        calls.look = [this](const quince::RepoReference& repo,
                            const quince::StopToken&) -> quince::Result<FoundModel> {
            return lookAt(repo.id);
        };
        calls.inspect = [this](const quince::RepoReference& repo, const std::filesystem::path&,
                               const quince::StopToken&) { return inspect(repo); };
        calls.download = [this](const DownloadOrder& order, hub::DownloadProgress& progress,
                                const quince::StopToken& stop) {
            return download(order, progress, stop);
        };
        return calls;
    }

    /// The only token that works is kim's.
    AccountCalls account() {
        AccountCalls account;
        account.find = [this](const quince::StopToken&) -> std::optional<FoundToken> {
            if (m_kept.isEmpty()) {
                return std::nullopt;
            }
            return FoundToken{m_kept, QStringLiteral("the keychain"), true};
        };
        account.whoAmI = [](const hub::Token& token,
                            const quince::StopToken&) -> quince::Result<Identity> {
            if (token.reveal() != "hf_kim") {
                return quince::Error{
                    quince::ErrorCode::unauthorized, "This token is not valid.", {}};
            }
            return Identity{"kim", {"friends"}, true};
        };
        account.keep = [this](const hub::Token& token, const quince::StopToken&) {
            m_kept = token;
            return quince::Status();
        };
        account.forget = [this](const quince::StopToken&) {
            m_kept = {};
            return quince::Status();
        };
        return account;
    }

    PublishFunction publish() {
        return [this](const PublishOrder& order, hub::UploadProgress& progress,
                      const quince::StopToken& stop) -> quince::Result<Published> {
            m_order = order;
            progress.counters.bytesTotal = 100;
            progress.counters.bytesDone = 40;
            progress.step = hub::UploadStep::sending;
            while (m_holds) {
                if (stop.stopRequested()) {
                    return quince::Error{quince::ErrorCode::stopped, "Stopped.", {}};
                }
                QThread::yieldCurrentThread();
            }
            if (m_publishError) {
                return *m_publishError;
            }
            return Published{"https://huggingface.co/" + order.repoId, false, true, {}};
        };
    }

    /// `m_published` is there besides the models of the search.
    quince::Result<FoundModel> lookAt(const std::string& id) const {
        if (id == "kim/Tiny" || id == "kim/Gated") {
            return found(id);
        }
        if (m_published && id == m_published->id) {
            return *m_published;
        }
        return quince::Error{quince::ErrorCode::notFound, "There is no " + id + ".", {}};
    }

    static FoundModel found(const std::string& id) {
        FoundModel model;
        model.id = id;
        model.modelType = "llama";
        model.isGated = id == "kim/Gated";
        return model;
    }

    quince::Result<RemoteModel> inspect(const quince::RepoReference& repo) const {
        if (repo.id == "kim/Gated" && m_kept.isEmpty()) {
            return quince::Error{
                quince::ErrorCode::gated, "Access to kim/Gated must be asked for.", {}};
        }
        auto checkpoint = quince::openCheckpoint(m_source);
        checkpoint->isRemote = true;
        RemoteModel model;
        model.repoId = repo.id;
        model.commit = commit;
        model.bytes = model.bytesMissing = 1'000'000;
        model.spaceFree = m_spaceFree;
        model.spaceNeeded = 2'000'000;
        model.inspection =
            quince::inspect(*std::move(checkpoint), *quince::ArchitectureLibrary::builtIn());
        return model;
    }

    quince::Result<FetchedModel> download(const DownloadOrder& order,
                                          hub::DownloadProgress& progress,
                                          const quince::StopToken& stop) const {
        const std::filesystem::path repo = order.cache / "models--kim--Tiny";
        const std::filesystem::path folder = repo / "snapshots" / commit;
        std::filesystem::create_directories(folder);
        std::filesystem::copy_file(m_source / "config.json", folder / "config.json",
                                   std::filesystem::copy_options::overwrite_existing);
        progress.bytesTotal = 1'000'000;
        progress.bytesDone = 300'000;
        progress.phase = hub::DownloadPhase::fetching;
        while (m_holds) {
            if (stop.stopRequested()) {
                return quince::Error{quince::ErrorCode::stopped, "Stopped.", {}};
            }
            QThread::yieldCurrentThread();
        }
        std::filesystem::copy(m_source, folder,
                              std::filesystem::copy_options::recursive |
                                  std::filesystem::copy_options::overwrite_existing);
        m_folder.write("home/.cache/huggingface/hub/models--kim--Tiny/refs/main", commit);
        return FetchedModel{folder, m_note};
    }

    const std::string commit{std::string(40, 'c')};
    std::filesystem::path m_source;
    QString m_offline;
    std::string m_note;    ///< that a download brings
    hub::Token m_kept;     ///< used by the account's thread; read here when that rests
    PublishOrder m_order;  ///< the same
    std::optional<FoundModel> m_published;        ///< set before the dialog opens
    std::optional<quince::Error> m_publishError;  ///< the same
    std::atomic<int> m_searches{0};
    std::atomic<bool> m_holds{false};
    std::uint64_t m_spaceFree = 500'000'000'000;
};

}  // namespace app::test
