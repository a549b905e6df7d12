#pragma once

#include "desktop/hub_calls.hpp"
#include "ui/pages/model_view.hpp"
#include "ui/pages/notice_view.hpp"

#include <quince/result.hpp>

namespace app {

/// Ids of what can be done about a model that cannot be shown; see ui::ModelAction.
namespace model_action {
inline const QString webPage = QStringLiteral("web-page");
inline const QString signIn = QStringLiteral("sign-in");
inline const QString retry = QStringLiteral("retry");
inline const QString goTo = QStringLiteral("go-to:");  ///< the id follows
inline const QString resumeDownload = QStringLiteral("resume-download");
}  // namespace model_action

/// More facts of a model that is on the Hub, for the line under its name.
/// `revision`: as it was asked for; empty: the usual one.
[[nodiscard]] QStringList remoteFacts(const FoundModel& about, const std::string& revision,
                                      const RemoteModel& model);

/// What others have made of it for MLX, with a way there; none: nothing is known.
[[nodiscard]] QList<ui::Notice> conversionNotices(const RemoteModel& model);

/// Why a model of the Hub cannot be shown, and what can be done about it.
[[nodiscard]] ui::ModelView remoteRefusal(const FoundModel& model, const QString& headline,
                                          const QString& details, quince::ErrorCode code);

}  // namespace app
