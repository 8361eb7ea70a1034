window.config = {
  routerBasename: '/',
  extensions: ['/plugins/few-shot-segment/extension.js'],
  modes: ['/plugins/few-shot-segment/mode.js'],
  showStudyList: true,
  // Three workers decode images; the plugin has its own.
  maxNumberOfWebWorkers: 3,
  showWarningMessageForCrossOrigin: false,
  strictZSpacingForVolumeViewport: true,
  defaultDataSourceName: 'archive',
  dataSources: [
    {
      namespace: '@ohif/extension-default.dataSourcesModule.dicomweb',
      sourceName: 'archive',
      configuration: {
        friendlyName: 'Archive',
        name: 'archive',
        qidoRoot: '/dicom-web',
        wadoRoot: '/dicom-web',
        wadoUriRoot: '/dicom-web',
        qidoSupportsIncludeField: true,
        imageRendering: 'wadors',
        thumbnailRendering: 'wadors',
        enableStudyLazyLoad: true,
        supportsFuzzyMatching: false,
        supportsWildcard: true,
        omitQuotationForMultipartRequest: true,
        bulkDataURI: { enabled: true, relativeResolution: 'studies' },
        segmentation: { store: { defaultMode: 'bitmap', transferSyntaxUID: '1.2.840.10008.1.2.1' } },
      },
    },
  ],
};
