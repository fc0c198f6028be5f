namespace Lora.Vocabulary;

/// <summary>What follows from the options of a training about the parts that it changes.</summary>
public static class TrainedParts
{
    extension(OptionValues values)
    {
        /// <summary>The rate of a part's adapters; 0: the part is not trained.</summary>
        public double RateOf(ModelPart part) => RateOptions.ByPart.TryGetValue(part, out var option) ? values.Get(option) : 0;

        /// <summary>The U-Net gets adapters.</summary>
        public bool TrainsUnet => values.RateOf(ModelPart.Unet) > 0;

        /// <summary>The text encoder gets adapters.</summary>
        public bool TrainsTextEncoder => values.RateOf(ModelPart.TextEncoder) > 0;

        /// <summary>Every caption is always read as the same text by the same encoder, so that its embedding can be kept.</summary>
        public bool CachesTextEmbeddings => !values.TrainsTextEncoder && !values.Get(DatasetOptions.ShuffleCaption);
    }
}
