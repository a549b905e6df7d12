#pragma once

#include "core/model/json_text.hpp"

namespace quince {

/// As Python judges a value in `if x`: false, null, 0, "", [] and {} are false.
inline bool truthy(const Json& value) {
    switch (value.type()) {
        case Json::value_t::boolean:
            return value.get<bool>();
        case Json::value_t::number_integer:
        case Json::value_t::number_unsigned:
            return value.get<std::int64_t>() != 0;
        case Json::value_t::number_float:
            return value.get<double>() != 0.0;
        case Json::value_t::string:
            return !value.get_ref<const std::string&>().empty();
        case Json::value_t::array:
        case Json::value_t::object:
            return !value.empty();
        default:
            return false;
    }
}

}  // namespace quince
