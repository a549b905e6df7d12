#pragma once

#include "desktop/background.hpp"
#include "hub/upload_progress.hpp"
#include "ui/pages/publish_view.hpp"

#include <quince/progress_meter.hpp>
#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <QObject>
#include <QTimer>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace app {

/// One model to be uploaded.
struct PublishOrder {
    std::filesystem::path folder;
    std::string repoId;
    bool isPublic = false;
    std::string card;  ///< README.md, in place of the folder's; empty: none is published
};

struct Published {
    std::string url;                    ///< of the model's page
    bool isUnchanged = false;           ///< everything was there already
    bool isNewRepo = true;              ///< an older one keeps its visibility
    std::vector<std::string> warnings;  ///< sentences
    bool isPublic = false;              ///< who may see it now, whatever was asked for
};

/// Uploads; goes on with what an earlier run has sent. Blocks; a stop is seen soon.
using PublishFunction = std::function<quince::Result<Published>(
    const PublishOrder&, hub::UploadProgress&, const quince::StopToken&)>;

/// Runs one upload at a time on a thread of its own and tells how it stands.
class PublishController : public QObject {
    Q_OBJECT

public:
    explicit PublishController(PublishFunction publish, QObject* parent = nullptr);
    /// Stops and waits.
    ~PublishController() override;

    [[nodiscard]] bool isRunning() const { return m_running; }
    /// Of the upload that runs or ran last.
    [[nodiscard]] const PublishOrder& order() const { return m_order; }
    /// Without account, owners and sizes.
    [[nodiscard]] const ui::PublishView& view() const { return m_view; }
    /// REQUIRES: !isRunning()
    void start(const PublishOrder& order);
    void stop();
    /// Forgets how the last one ended. REQUIRES: !isRunning()
    void clear() { m_view = {}; }

Q_SIGNALS:
    void changed();
    void ended();

private:
    struct Shared {
        hub::UploadProgress progress;
        quince::StopSource stop;
    };

    void look();
    void take(const quince::Result<Published>& result);

    PublishFunction m_publish;
    PublishOrder m_order;
    std::shared_ptr<Shared> m_shared;  ///< of the upload that runs
    quince::ProgressMeter m_meter;
    QTimer m_timer;
    ui::PublishView m_view;
    bool m_running = false;
    Background m_background;  ///< last: joined before the rest goes
};

}  // namespace app
