#include "support/fake_hub/lm_studio_json.hpp"

namespace fake {

namespace {

QString text(const QByteArray& bytes) {
    return QString::fromUtf8(bytes);
}

QString bitsName(const LmModel& model) {
    return model.isMlx ? QStringLiteral("%1bit").arg(model.bits)
                       : QStringLiteral("Q%1_K_M").arg(model.bits);
}

}  // namespace

QJsonObject modelV0(const LmModel& model) {
    QJsonObject entry{
        {QStringLiteral("id"), text(model.id())},
        {QStringLiteral("object"), QStringLiteral("model")},
        {QStringLiteral("type"), model.sees ? QStringLiteral("vlm") : QStringLiteral("llm")},
        {QStringLiteral("publisher"), text(model.publisher)},
        {QStringLiteral("arch"), text(model.architecture)},
        {QStringLiteral("compatibility_type"),
         model.isMlx ? QStringLiteral("mlx") : QStringLiteral("gguf")},
        {QStringLiteral("quantization"), bitsName(model)},
        {QStringLiteral("state"),
         model.isLoaded ? QStringLiteral("loaded") : QStringLiteral("not-loaded")},
        {QStringLiteral("max_context_length"), model.contextLength}};
    if (model.isLoaded) {
        entry[QStringLiteral("loaded_context_length")] = 4096;
    }
    return entry;
}

QJsonObject modelV1(const LmModel& model) {
    const QString key = text(model.id());
    QJsonArray instances;
    if (model.isLoaded) {
        instances.append(QJsonObject{
            {QStringLiteral("id"), key},
            {QStringLiteral("config"), QJsonObject{{QStringLiteral("context_length"), 4096}}}});
    }
    return {
        {QStringLiteral("type"), QStringLiteral("llm")},
        {QStringLiteral("publisher"), text(model.publisher)},
        {QStringLiteral("key"), key},
        {QStringLiteral("display_name"), text(model.name)},
        {QStringLiteral("architecture"), text(model.architecture)},
        {QStringLiteral("quantization"),
         QJsonObject{{QStringLiteral("name"), bitsName(model)},
                     {QStringLiteral("bits_per_weight"), model.bits}}},
        {QStringLiteral("size_bytes"), model.bytes},
        {QStringLiteral("params_string"), QStringLiteral("4B")},
        {QStringLiteral("loaded_instances"), instances},
        {QStringLiteral("max_context_length"), model.contextLength},
        {QStringLiteral("format"), model.isMlx ? QStringLiteral("mlx") : QStringLiteral("gguf")},
        {QStringLiteral("capabilities"),
         QJsonObject{{QStringLiteral("vision"), model.sees},
                     {QStringLiteral("trained_for_tool_use"), false}}}};
}

QJsonObject modelOfCli(const LmModel& model) {
    return {{QStringLiteral("type"), QStringLiteral("llm")},
            {QStringLiteral("modelKey"), text(model.id())},
            {QStringLiteral("format"),
             model.isMlx ? QStringLiteral("safetensors") : QStringLiteral("gguf")},
            {QStringLiteral("displayName"), text(model.name)},
            {QStringLiteral("publisher"), text(model.publisher)},
            {QStringLiteral("path"), text(model.path())},
            {QStringLiteral("sizeBytes"), model.bytes},
            {QStringLiteral("indexedModelIdentifier"), text(model.path())},
            {QStringLiteral("deviceIdentifier"), QJsonValue::Null},
            {QStringLiteral("paramsString"), QStringLiteral("4B")},
            {QStringLiteral("architecture"), text(model.architecture)},
            {QStringLiteral("quantization"), QJsonObject{{QStringLiteral("name"), bitsName(model)},
                                                         {QStringLiteral("bits"), model.bits}}},
            {QStringLiteral("vision"), model.sees},
            {QStringLiteral("trainedForToolUse"), false},
            {QStringLiteral("maxContextLength"), model.contextLength}};
}

}  // namespace fake
