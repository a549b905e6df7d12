#pragma once

#include "desktop/account_controller.hpp"
#include "desktop/publish_controller.hpp"
#include "desktop/publish_lookup.hpp"
#include "ui/main_window.hpp"

#include <QObject>
#include <QPointer>
#include <QUrl>

#include <filesystem>

namespace app {

/// Opens the dialog that publishes a model and joins it to account and upload.
class PublishPresenter : public QObject {
    Q_OBJECT

public:
    /// `window` and `account` must outlive this. `look` tells of a repo that is there already;
    /// empty: nothing is told.
    PublishPresenter(ui::MainWindow& window, AccountController& account, PublishFunction publish,
                     LookFunction look, QObject* parent = nullptr);

    /// For a folder with an MLX model. While another one is being sent, its dialog is shown.
    void open(const std::filesystem::path& folder);

    [[nodiscard]] PublishController& controller() { return m_controller; }

Q_SIGNALS:
    void pageRequested(const QUrl& page);
    void tokenPageRequested();

private:
    [[nodiscard]] ui::PublishView viewFor(quint64 bytes, int files) const;
    void connectDialog(ui::PublishDialog& dialog, const std::filesystem::path& folder,
                       quint64 bytes, int files);
    /// After another owner or name was chosen.
    void follow(ui::PublishDialog& dialog);
    [[nodiscard]] ui::PublishProblems judge(const ui::PublishChoice& choice) const;

    ui::MainWindow& m_window;
    AccountController& m_account;
    PublishController m_controller;
    PublishLookup m_lookup;
    QPointer<ui::PublishDialog> m_dialog;
};

/// Whether a repo can be called so, and what is wrong with its card.
[[nodiscard]] ui::PublishProblems judgePublish(const ui::PublishChoice& choice);

}  // namespace app
