using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>A combination of options that a finding is made of.</summary>
/// <param name="Options">Those that take part; the finding stands at the first of them that the user wrote.</param>
/// <param name="Descriptor">What it is if it applies.</param>
/// <param name="Check">A sentence, or null.</param>
internal sealed record OptionRule(IReadOnlyList<Option> Options, Descriptor Descriptor, Func<OptionValues, string?> Check);
