package io.tideover.scheduler.sweep;

import io.tideover.lifecycle.engine.Brake;
import io.tideover.lifecycle.engine.PolicyVersions;
import io.tideover.scheduler.clock.ClockAdvance;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Work in many transactions that a node may have died over: any other goes on with it. */
@Configuration(proxyBeanMethods = false)
class FollowUps {

    /** R9: a version was added, and what is scheduled already has not been looked at again. */
    @Bean
    Work.Housekeeping policyFollowUp(PolicyVersions versions) {
        return now -> versions.followUp();
    }

    /** R13: accounts still wait for a brake that has let go; a sweep may have crossed it, too. */
    @Bean
    Work.Housekeeping brakeFollowUp(Brake brake) {
        return now -> brake.wakeWaiting();
    }

    /** A test clock was being advanced. */
    @Bean
    Work.Housekeeping clockFollowUp(ClockAdvance clocks) {
        return now -> clocks.resumeAbandoned();
    }
}
