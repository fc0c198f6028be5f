namespace Lora.Project;

/// <summary>Every descriptor there is, by code.</summary>
internal static class DiagnosticCatalog
{
    /// <summary>Ordered by code.</summary>
    public static IReadOnlyList<Descriptor> All { get; } =
    [.. ((IReadOnlyList<Descriptor>)
    [
        .. ProjectDiagnostics.All,
        .. DatasetDiagnostics.All,
        .. TaggingDiagnostics.All,
        .. TrainingDiagnostics.All,
        .. EngineDiagnostics.All,
        .. CacheDiagnostics.All,
        .. LockDiagnostics.All,
        .. ComparisonDiagnostics.All,
    ]).OrderBy(descriptor => descriptor.Code, StringComparer.Ordinal)];
}
