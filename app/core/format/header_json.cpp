#include "core/format/header_json.hpp"

#include "core/format/tensor_size.hpp"

#include <nlohmann/json.hpp>

#include <limits>
#include <optional>
#include <utility>

namespace quince {

namespace {

using Json = nlohmann::json;

/// Follows the events of the parser through the only shape a header may have:
///
///     { "__metadata__": { string: string, ... },
///       name: { "dtype": string, "shape": [n, ...], "data_offsets": [n, n] }, ... }
///
/// Every method answers whether to go on; the first refusal leaves its sentence in m_problem.
class HeaderEvents final : public nlohmann::json_sax<Json> {
public:
    HeaderJson header;

    [[nodiscard]] const std::string& problem() const { return m_problem; }

    bool null() override { return refuseValue("null"); }
    bool boolean(bool) override { return refuseValue("true or false"); }
    bool binary(binary_t&) override { return refuseValue("binary data"); }
    bool number_integer(number_integer_t value) override {
        return refuseValue("the number " + std::to_string(value));
    }
    bool number_float(number_float_t, const string_t& text) override {
        return refuseValue("the number " + text.substr(0, 40));
    }

    bool number_unsigned(number_unsigned_t value) override {
        if (m_place == Place::shape) {
            if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
                return refuseValue("the number " + std::to_string(value));
            }
            m_tensor.shape.push_back(static_cast<std::int64_t>(value));
            return true;
        }
        if (m_place == Place::offsets) {
            if (m_offsetCount < 2) {
                (m_offsetCount == 0 ? m_tensor.begin : m_tensor.end) = value;
            }
            ++m_offsetCount;
            return true;
        }
        return refuseValue("the number " + std::to_string(value));
    }

    bool string(string_t& value) override {
        if (m_place == Place::metadata) {
            if (!header.metadata.emplace(m_key, std::move(value)).second) {
                return refuse("__metadata__ has the key " + inQuotes(m_key) + " twice");
            }
            return true;
        }
        if (m_place == Place::tensor && m_field == Field::dtype) {
            const std::optional<DType> dtype = dtypeFromName(value);
            if (!dtype) {
                return refuse("tensor " + inQuotes(m_tensor.name) + " has the unknown dtype " +
                              inQuotes(value));
            }
            m_tensor.dtype = *dtype;
            return true;
        }
        return refuseValue("a string");
    }

    bool start_object(std::size_t) override {
        if (m_place == Place::outside) {
            m_place = Place::top;
            return true;
        }
        if (m_place != Place::top) {
            return refuseValue("an object");
        }
        m_place = m_key == "__metadata__" ? Place::metadata : Place::tensor;
        if (m_place == Place::metadata && std::exchange(m_hadMetadata, true)) {
            return refuse("__metadata__ stands there twice");
        }
        m_tensor = {};
        m_tensor.name = m_key;
        m_field = Field::none;
        m_fieldsSeen = 0;
        m_offsetCount = 0;
        return true;
    }

    bool key(string_t& value) override {
        if (m_place != Place::tensor) {
            m_key = std::move(value);
            return true;
        }
        m_field = value == "dtype"          ? Field::dtype
                  : value == "shape"        ? Field::shape
                  : value == "data_offsets" ? Field::offsets
                                            : Field::none;
        if (m_field == Field::none) {
            return refuse("tensor " + inQuotes(m_tensor.name) + " has the unknown field " +
                          inQuotes(value));
        }
        const unsigned bit = 1U << static_cast<unsigned>(m_field);
        if ((m_fieldsSeen & bit) != 0) {
            return refuse("tensor " + inQuotes(m_tensor.name) + " has the field " +
                          inQuotes(value) + " twice");
        }
        m_fieldsSeen |= bit;
        return true;
    }

    bool end_object() override {
        if (m_place == Place::tensor) {
            if (m_fieldsSeen != allFields) {
                return refuse("tensor " + inQuotes(m_tensor.name) +
                              " lacks dtype, shape or data_offsets");
            }
            header.tensors.push_back(std::move(m_tensor));
        }
        m_place = m_place == Place::top ? Place::outside : Place::top;
        return true;
    }

    bool start_array(std::size_t) override {
        if (m_place == Place::tensor && m_field == Field::shape) {
            m_place = Place::shape;
            return true;
        }
        if (m_place == Place::tensor && m_field == Field::offsets) {
            m_place = Place::offsets;
            return true;
        }
        return refuseValue("a list");
    }

    bool end_array() override {
        if (m_place == Place::offsets && m_offsetCount != 2) {
            return refuse("tensor " + inQuotes(m_tensor.name) + " has " +
                          std::to_string(m_offsetCount) + " data_offsets instead of 2");
        }
        m_place = Place::tensor;
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const Json::exception&) override {
        return refuse("the header is not valid JSON at byte " + std::to_string(position) +
                      " of its text");
    }

private:
    enum class Place { outside, top, metadata, tensor, shape, offsets };
    enum class Field { none, dtype, shape, offsets };
    static constexpr unsigned allFields = 0b1110;  // bit of each Field but none

    bool refuse(std::string problem) {
        m_problem = std::move(problem);
        return false;
    }

    bool refuseValue(const std::string& what) {
        switch (m_place) {
            case Place::outside:
                return refuse("the header is " + what + " instead of an object");
            case Place::top:
                return refuse(inQuotes(m_key) + " is " + what + " instead of an object");
            case Place::metadata:
                return refuse("__metadata__ " + inQuotes(m_key) + " is " + what +
                              " instead of a string");
            case Place::tensor:
                return refuse("tensor " + inQuotes(m_tensor.name) + " has " + what + " as its " +
                              (m_field == Field::dtype   ? "dtype"
                               : m_field == Field::shape ? "shape"
                                                         : "data_offsets"));
            case Place::shape:
                return refuse("tensor " + inQuotes(m_tensor.name) + " has " + what +
                              " in its shape");
            case Place::offsets:
                return refuse("tensor " + inQuotes(m_tensor.name) + " has " + what +
                              " in its data_offsets");
        }
        return false;
    }

    Place m_place = Place::outside;
    Field m_field = Field::none;
    unsigned m_fieldsSeen = 0;
    std::size_t m_offsetCount = 0;
    bool m_hadMetadata = false;
    std::string m_key;
    TensorInfo m_tensor;
    std::string m_problem;
};

}  // namespace

Result<HeaderJson> parseHeaderJson(std::string_view text) {
    HeaderEvents events;
    const bool parsed = Json::sax_parse(text.data(), text.data() + text.size(), &events);
    if (!parsed) {
        return Error{ErrorCode::malformed, events.problem(), {}};
    }
    return std::move(events.header);
}

}  // namespace quince
