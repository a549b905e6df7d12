#pragma once

#include "core/kernels/simd_targets.hpp"

#include <gtest/gtest.h>

#include <string>

namespace quince {

/// A test that runs once per instruction set of this CPU.
class OnEachTarget : public ::testing::TestWithParam<std::string> {
protected:
    void SetUp() override { useSimdTarget(GetParam()); }
    void TearDown() override { useSimdTarget(""); }
};

inline std::string targetName(const ::testing::TestParamInfo<std::string>& info) {
    return info.param;
}

#define QUINCE_ON_EACH_TARGET(suite) \
    INSTANTIATE_TEST_SUITE_P(Simd, suite, ::testing::ValuesIn(simdTargets()), targetName)

}  // namespace quince
