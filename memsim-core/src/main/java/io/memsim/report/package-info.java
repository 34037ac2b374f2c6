/**
 * What was found out, written for machines and people: one model ({@link io.memsim.report.Report})
 * and its writers: JSON, CSV, and an HTML page in one file that embeds the same JSON.
 *
 * <p>Writing JSON and HTML needs {@code jackson-core}; HTML needs the charting library, the WebJar
 * {@code org.webjars.npm:chart.js}, too. Writers close nothing.
 *
 * @serial exclude
 */
@NullMarked
package io.memsim.report;

import org.jspecify.annotations.NullMarked;
