namespace Lora.Training;

/// <summary>A latent's distribution, unscaled, and the mask of its loss, as <see cref="TrainingSample"/> has them.</summary>
/// <param name="Mean">[channels, height, width] row-major.</param>
/// <param name="Std">Same layout; empty when the latent is one fixed value.</param>
/// <param name="Mask">[height, width] row-major, from 0 to 1; empty: all of it counts.</param>
public sealed record SampleLatent(float[] Mean, float[] Std, float[] Mask);

/// <summary>What makes a sample's latent anew each time that it is drawn, as where its picture is cropped at random.</summary>
public interface ILatentSource
{
    /// <summary>One draw, always of the sample's size.</summary>
    /// <param name="random">Where every choice comes from.</param>
    SampleLatent Draw(RandomStream random);
}
