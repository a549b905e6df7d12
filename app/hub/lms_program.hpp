#pragma once

#include "hub/lm_studio_place.hpp"

#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <QByteArray>
#include <QStringList>

#include <chrono>

namespace hub {

/// Runs LM Studio's command line and gives its standard output. It may start LM Studio: call it
/// only after the app has answered, or when the person asked for it. The program is ended after
/// `limit` and on a stop, which is seen within 100 ms. Blocks; needs a QCoreApplication.
/// Errors: notFound (no lms), stopped, network (no answer in time), io (it failed, with its words).
quince::Result<QByteArray> runLms(const LmStudioPlace& place, const QStringList& arguments,
                                  std::chrono::milliseconds limit, const quince::StopToken& stop);

}  // namespace hub
