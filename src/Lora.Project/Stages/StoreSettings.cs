namespace Lora.Project;

/// <summary>How the store is kept. No result depends on it, no key holds it.</summary>
/// <param name="MaxBytes">Largest size of the entries; 0 = no limit.</param>
public sealed record StoreSettings(long MaxBytes);
