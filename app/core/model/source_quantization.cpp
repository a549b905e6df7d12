#include "core/model/source_quantization.hpp"

#include "core/model/awq_source.hpp"
#include "core/model/float8_source.hpp"
#include "core/model/packed_source.hpp"
#include "core/model/quantization_entry.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace quince {
namespace {

/// The spec of compressed-tensors' integers that MLX can hold as they are.
Result<QuantSpec> readPackedSpec(const Json& config) {
    const Json groups = config.value("config_groups", Json::object());
    const Json group =
        groups.is_object() && groups.size() == 1 ? groups.begin().value() : Json(nullptr);
    const Json weights = group.is_object() ? group.value("weights", Json(nullptr)) : Json(nullptr);
    const auto number = [&](const char* key) {
        const Json value = weights.is_object() ? weights.value(key, Json(nullptr)) : Json(nullptr);
        return value.is_number_integer() ? value.get<int>() : 0;
    };
    const QuantSpec spec{QuantMode::affine, number("num_bits"), number("group_size")};
    const bool symmetric = weights.is_object() && weights.value("symmetric", Json(true)) == true;
    const bool held = spec.groupSize == 32 || spec.groupSize == 64 || spec.groupSize == 128;
    if (!symmetric || !held || (spec.bits != 4 && spec.bits != 8)) {
        return Error{ErrorCode::unsupported,
                     "the checkpoint is quantized already (compressed-tensors, " +
                         std::to_string(spec.bits) + " bits in groups of " +
                         std::to_string(spec.groupSize) + (symmetric ? "" : ", asymmetric") +
                         "), which MLX cannot hold; use the original in bfloat16 or float16",
                     {}};
    }
    return spec;
}

Error cannotDecode(const std::string& name) {
    return Error{ErrorCode::unsupported,
                 "the checkpoint is quantized already (" + name +
                     "), which Quince cannot decode yet; use the original in bfloat16 or float16",
                 {}};
}

bool isOneOf(const std::string& text, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

}  // namespace

Result<SourceQuantization> SourceQuantization::read(const Json& config) {
    SourceQuantization source;
    if (const Json& mlx = config.value("quantization", Json(nullptr)); mlx.is_object()) {
        Result<QuantSpec> spec = readQuantizationEntry(mlx);
        if (!spec) {
            return std::move(spec).error();
        }
        source.m_kind = Kind::mlx;
        source.m_spec = *spec;
        source.m_config = mlx;
        return source;
    }
    source.m_config = config.value("quantization_config", Json(nullptr));
    if (!source.m_config.is_object()) {
        return source;
    }
    Status status = source.readMethod();
    return status ? Result<SourceQuantization>(std::move(source))
                  : Result<SourceQuantization>(std::move(status).error());
}

Status SourceQuantization::readMethod() {
    const std::string method = stringAt(m_config, "quant_method");
    const auto set = [this](Kind kind, Result<QuantSpec> spec) -> Status {
        if (!spec) {
            return std::move(spec).error();
        }
        m_kind = kind;
        m_spec = *spec;
        return {};
    };
    if (method == "bitnet") {
        return set(Kind::bitnet, QuantSpec{});
    }
    if (method == "mxfp4") {
        return set(Kind::packed, QuantSpec{QuantMode::mxfp4, 4, 32});
    }
    if (method == "awq") {
        Json entry = m_config;
        if (entry.value("group_size", Json(nullptr)).is_null()) {
            entry["group_size"] = 128;  // mlx_lm/utils.py, _transform_awq_weights
        }
        Result<QuantSpec> spec = readQuantizationEntry(entry);
        if (spec && spec->bits != 4) {
            return Error{ErrorCode::unsupported,
                         "the checkpoint is AWQ with " + std::to_string(spec->bits) +
                             " bits; only 4 are supported",
                         {}};
        }
        return set(Kind::awq, std::move(spec));
    }
    const std::string format = stringAt(m_config, "format");
    if (method == "compressed-tensors" && format == "pack-quantized") {
        return set(Kind::packed, readPackedSpec(m_config));
    }
    const bool float8 =
        isOneOf(method, {"fp8", "fbgemm_fp8"}) ||
        (method == "compressed-tensors" &&
         isOneOf(format, {"float-quantized", "naive-quantized"})) ||
        (method == "modelopt" && stringAt(m_config, "quant_algo").starts_with("FP8"));
    if (float8) {
        return set(Kind::none, QuantSpec{});
    }
    return cannotDecode(method.empty() ? "an unnamed method"
                                       : method + (format.empty() ? "" : ", " + format));
}

Status SourceQuantization::decode(TensorMap& tensors, DecodedTensors& decoded) const {
    Status status = decodeFloat8Weights(m_config, tensors, decoded);
    if (status && m_kind == Kind::packed && m_spec.mode == QuantMode::affine) {
        status = unpackCompressedTensors(m_spec, tensors, decoded);
    }
    return status;
}

Status SourceQuantization::convert(TensorMap& tensors) const {
    return m_kind == Kind::awq ? convertAwq(tensors) : Status{};
}

Json SourceQuantization::configEntry() const {
    if (m_kind == Kind::mlx) {
        return m_config;
    }
    if (m_kind == Kind::awq) {
        return Json{{"group_size", m_spec.groupSize}, {"bits", m_spec.bits}};
    }
    if (m_kind == Kind::packed) {
        return Json{
            {"group_size", m_spec.groupSize}, {"bits", m_spec.bits}, {"mode", nameOf(m_spec.mode)}};
    }
    return nullptr;
}

QuantSpec SourceQuantization::packedSpec(const std::string& path) const {
    if (m_kind == Kind::mlx) {
        if (const Json own = m_config.value(path, Json(nullptr)); own.is_object()) {
            const Result<QuantSpec> spec = readQuantizationEntry(own);
            return spec ? *spec : m_spec;
        }
    }
    return m_spec;
}

bool SourceQuantization::isBitLinear(const std::string& path) const {
    if (m_kind != Kind::bitnet) {
        return false;
    }
    const Json kept = m_config.value("modules_to_not_convert", Json(nullptr));
    return std::find(kept.begin(), kept.end(), Json(path)) == kept.end();
}

}  // namespace quince
