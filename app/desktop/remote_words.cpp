#include "desktop/remote_words.hpp"

#include "desktop/paths.hpp"
#include "ui/text/format.hpp"

#include <quince/repo_id.hpp>

#include <QCoreApplication>

namespace app {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Hub", text);
}

QStringList knownFacts(const FoundModel& model) {
    QStringList facts{toQt(model.id)};
    if (!model.modelType.empty()) {
        facts.append(toQt(model.modelType));
    }
    if (model.parameters > 0) {
        facts.append(tr("%1 parameters").arg(ui::formatParameters(model.parameters)));
    }
    if (!model.licence.empty()) {
        facts.append(tr("licence %1").arg(toQt(model.licence)));
    }
    return facts;
}

}  // namespace

QStringList remoteFacts(const FoundModel& about, const std::string& revision,
                        const RemoteModel& model) {
    QStringList facts;
    facts.append(model.bytesMissing < model.bytes
                     ? tr("%1 of %2 to download")
                           .arg(ui::formatBytes(model.bytesMissing), ui::formatBytes(model.bytes))
                     : tr("%1 to download").arg(ui::formatBytes(model.bytes)));
    if (!about.licence.empty()) {
        facts.append(tr("licence %1").arg(toQt(about.licence)));
    }
    if (about.isGated) {
        facts.append(tr("gated, and open to you"));
    }
    if (!revision.empty() && revision != "main") {
        facts.append(tr("revision %1").arg(toQt(revision)));
    }
    return facts;
}

QList<ui::Notice> conversionNotices(const RemoteModel& model) {
    if (model.conversions.empty()) {
        return {};
    }
    QStringList ids;
    for (const std::string& id : model.conversions) {
        ids.append(toQt(id));
    }
    ui::Notice notice;
    notice.text = ids.size() == 1
                      ? tr("Somebody has converted this model to MLX already: %1.").arg(ids.front())
                      : tr("Others have converted this model to MLX already; most "
                           "downloaded is %1.")
                            .arg(ids.front());
    if (ids.size() > 1) {
        notice.details = ids.join(QLatin1Char('\n'));
    }
    notice.actionText = tr("Show it");
    notice.actionId = model_action::goTo + ids.front();
    return {notice};
}

ui::ModelView remoteRefusal(const FoundModel& model, const QString& headline,
                            const QString& details, quince::ErrorCode code) {
    ui::ModelView view;
    view.picture = ui::ModelPicture::failed;
    view.title = toQt(quince::modelNameOf(model.id));
    view.message = headline;
    const QString facts = knownFacts(model).join(QStringLiteral(" · "));
    view.details = details + QStringLiteral("\n\n") + facts;
    const ui::ModelAction page{model_action::webPage, tr("Open its page")};
    const ui::ModelAction signIn{model_action::signIn, tr("Sign in…")};
    const ui::ModelAction retry{model_action::retry, tr("Try again")};
    switch (code) {
        case quince::ErrorCode::gated:
            view.details = facts;
            view.message =
                tr("Its owner wants to be asked first. Ask for access on its page, then "
                   "sign in with a token of that account.");
            view.actions = {page, signIn};
            break;
        case quince::ErrorCode::unauthorized:
            view.actions = {signIn, page};
            break;
        case quince::ErrorCode::network:
        case quince::ErrorCode::rateLimited:
        case quince::ErrorCode::untrusted:
            view.actions = {retry, page};
            break;
        case quince::ErrorCode::offline:
            view.actions = {retry};
            break;
        default:
            view.actions = {page};
    }
    return view;
}

}  // namespace app
