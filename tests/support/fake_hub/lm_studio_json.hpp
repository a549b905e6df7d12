#pragma once

#include "support/fake_hub/lm_studio.hpp"

#include <QJsonObject>

namespace fake {

/// One model in the vocabularies of LM Studio: format is "mlx" in both REST APIs, under different
/// names, and "safetensors" in the command line's JSON.
QJsonObject modelV0(const LmModel& model);
QJsonObject modelV1(const LmModel& model);
QJsonObject modelOfCli(const LmModel& model);

}  // namespace fake
