/** Statements of the contracts that no rule judges by themselves, each with the reason. */
export const UNCOVERED: readonly (readonly [pointer: RegExp, reason: string])[] = [
  [/\/responses\/Forbidden/, 'an address that is not on the access list cannot be had at will'],
  [/\/responses\/PaymentRequired/, 'an organization that owes money cannot be had at will'],
  [/\/responses\/TooManyRequests/, 'the suite never provokes the rate limit; a 429 that comes is waited for'],
  [/\/responses\/InternalServerError/, 'no request makes a right server fail'],
  [/\/responses\/Gone/, 'no version of this list has come to its end yet'],
  [
    /\/headers\/[\w-]+\/schema\//,
    'a field value is text by nature; its form is judged by the rule on the field',
  ],
  [
    /\/parameters\/\w+\/schema\/(type|minimum)$/,
    'a bound of requests: no document says what follows beyond it',
  ],
  [
    /\/parameters\/(groupId|clusterName)\/schema\/pattern$/,
    'a bound of requests: ERR-02 judges a malformed value',
  ],
  [/\/parameters\/groupId$/, 'of several parameters in the path the last one is asked for in vain'],
  [
    /\/parameters\/(includeDeletedWithRetainedBackups|Use-Effective-Instance-Fields|pointInTimeUtcSeconds)\b/,
    'an optional parameter that not every list has: no request has it',
  ],
  [
    /\/parameters\/includeCount\/schema\/default$/,
    'PAGE-20 asks for the count that the default gives, and is a SHOULD',
  ],
  [
    /\/[A-Z][a-z]+(Bucket|RegionConfig)\/properties\/(cloudProvider|providerName)\/const$/,
    'the discriminator leads here by that very value',
  ],
  [/\/[A-Z][a-z]+(Bucket|RegionConfig)\/required\/0$/, 'the discriminator leads here by that very member'],
  [/\/[A-Z][a-z]+(Bucket|RegionConfig)\/type$/, 'what the discriminator leads here is an object already'],
  [/\/properties\/groupId\/(type|pattern)$/, 'what is the same as the id in the path has its form already'],
  [/\/ListStatus\/type$/, 'the list that it extends is an object already'],
];
