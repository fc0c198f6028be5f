using System.Globalization;
using System.Text.Json.Serialization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>A LoRA that a training builds on.</summary>
/// <param name="File">Its part is the name of the option that names it.</param>
/// <param name="Multiplier">Strength; 1 for the one that is gone on from.</param>
/// <param name="Place">Where the project names it.</param>
public sealed record LoraInput(ModelFile File, double Multiplier, SourcePlace Place)
{
    /// <summary>True for one of <see cref="WeightsOptions.BaseWeights"/>, which are part of the base model from there on.</summary>
    [JsonIgnore]
    public bool IsOfBase => File.Part == WeightsOptions.BaseWeights.Name;

    /// <summary>What its effect depends on.</summary>
    [JsonIgnore]
    public string KeyText => IsOfBase ? $"{File.Sha256} x {Multiplier.ToString("R", CultureInfo.InvariantCulture)}" : File.Sha256;

    /// <summary>For people: its name, and its strength where that is not 1.</summary>
    public override string ToString() =>
        Path.GetFileNameWithoutExtension(File.Name) + (Multiplier == 1 ? "" : $" x {Multiplier.ToString(CultureInfo.InvariantCulture)}");
}
